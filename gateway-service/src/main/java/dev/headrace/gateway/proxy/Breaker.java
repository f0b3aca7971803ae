package dev.headrace.gateway.proxy;

import java.util.Arrays;

/**
 * Keeps requests from a service that does not answer: opens when, of the requests of the last ten seconds, at least so many
 * and half of them failed; after a rest lets a few through, and closes with the first that is answered. Times are those
 * of {@link System#nanoTime}.
 */
final class Breaker {
    private static final int BUCKETS = 10;
    private static final long BUCKET_NANOS = 1_000_000_000L;
    private static final int PROBES = 3;

    private final int least;
    private final long restNanos;
    private final int[] answered = new int[BUCKETS];
    private final int[] failed = new int[BUCKETS];
    private final long[] bucket = new long[BUCKETS];
    private State state = State.CLOSED;
    private long openedAt;
    private int probes;
    private long opened;

    /** What it does with a request. */
    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /**
     * How it stands.
     *
     * @param answered requests of the last ten seconds that got an answer
     * @param failed those that got none
     * @param opened how often it has opened
     */
    record View(State state, int answered, int failed, long opened) {}

    /**
     * A closed one.
     *
     * @param least so many requests are needed to judge
     * @param restNanos how long it stays open
     */
    Breaker(int least, long restNanos) {
        this.least = least;
        this.restNanos = restNanos;
        Arrays.fill(bucket, Long.MIN_VALUE);
    }

    /** Whether a request may go to the service now. One that may has to be told of by {@link #ended} or {@link #unknown}. */
    synchronized boolean admits(long now) {
        rested(now);
        return switch (state) {
            case CLOSED -> true;
            case OPEN -> false;
            case HALF_OPEN -> probes < PROBES && ++probes > 0;
        };
    }

    /**
     * Whether a request that waits on purpose may go. Its answer comes late and says little of a fault: it takes no place of those
     * that are let through on trial, and only its answer is told of.
     */
    synchronized boolean admitsParked(long now) {
        rested(now);
        return state != State.OPEN;
    }

    /** A request was answered, or was not. */
    synchronized void ended(boolean success, long now) {
        int at = at(now);
        if (success) {
            answered[at]++;
        } else {
            failed[at]++;
        }
        switch (state) {
            case CLOSED -> {
                if (!success && fails(now)) {
                    open(now);
                }
            }
            case HALF_OPEN -> {
                if (success) {
                    reset();
                } else {
                    open(now);
                }
            }
            case OPEN -> {}
        }
    }

    /** A request ended so that it says nothing of the service: its caller has gone, say. */
    synchronized void unknown() {
        if (state == State.HALF_OPEN && probes > 0) {
            probes--;
        }
    }

    private void rested(long now) {
        if (state == State.OPEN && now - openedAt >= restNanos) {
            state = State.HALF_OPEN;
            probes = 0;
        }
    }

    private void open(long now) {
        state = State.OPEN;
        openedAt = now;
        opened++;
    }

    /** Closes it and forgets what was. */
    synchronized void reset() {
        state = State.CLOSED;
        Arrays.fill(bucket, Long.MIN_VALUE);
    }

    /** Nanoseconds until it lets a request through; 0 if it does. */
    synchronized long restLeft(long now) {
        return state == State.OPEN ? Math.max(0, restNanos - (now - openedAt)) : 0;
    }

    synchronized View view(long now) {
        int[] sums = sums(now);
        State shown = state == State.OPEN && now - openedAt >= restNanos ? State.HALF_OPEN : state;
        return new View(shown, sums[0], sums[1], opened);
    }

    private boolean fails(long now) {
        int[] sums = sums(now);
        return sums[0] + sums[1] >= least && sums[1] >= sums[0];
    }

    private int[] sums(long now) {
        int[] sums = new int[2];
        long present = Math.floorDiv(now, BUCKET_NANOS);
        for (int i = 0; i < BUCKETS; i++) {
            if (bucket[i] > present - BUCKETS && bucket[i] <= present) {
                sums[0] += answered[i];
                sums[1] += failed[i];
            }
        }
        return sums;
    }

    private int at(long now) {
        long present = Math.floorDiv(now, BUCKET_NANOS);
        int at = Math.floorMod(present, BUCKETS);
        if (bucket[at] != present) {
            bucket[at] = present;
            answered[at] = 0;
            failed[at] = 0;
        }
        return at;
    }
}
