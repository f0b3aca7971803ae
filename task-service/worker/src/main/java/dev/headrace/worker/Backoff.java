package dev.headrace.worker;

import java.util.random.RandomGenerator;

/**
 * How long to send nothing after calls that failed: doubles from 50 ms to 10 s, and half of it is chance, so that
 * workers do not come back in step. Times are those of a monotonic clock, in nanoseconds. Not safe for many threads.
 */
final class Backoff {
    static final long FIRST = 50_000_000L;
    static final long MOST = 10_000_000_000L;

    private final RandomGenerator random;
    private int failures;
    private long pausedAt = Long.MIN_VALUE;
    private long until = Long.MIN_VALUE;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * A call failed. Calls that were under way when an earlier one failed are the same trouble and do not lengthen the
     * pause.
     *
     * @param atLeast what the server asks for
     * @return the pause from now on
     */
    long failed(long began, long now, long atLeast) {
        long pause = atLeast;
        if (began >= pausedAt) {
            long most = failures >= 20 ? MOST : Math.min(MOST, FIRST << failures);
            pause = Math.max(most / 2 + random.nextLong(most / 2 + 1), atLeast);
            failures++;
            pausedAt = now;
        }
        until = Math.max(until, now + pause);
        return remaining(now);
    }

    /** A call succeeded: the next failure begins with a short pause again. */
    void succeeded() {
        failures = 0;
    }

    /** How long to wait from now; 0 if calls may be sent. */
    long remaining(long now) {
        return until <= now ? 0 : until - now;
    }
}
