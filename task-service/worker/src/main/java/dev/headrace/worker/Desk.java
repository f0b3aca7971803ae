package dev.headrace.worker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a worker does next: the slots, the outcomes that wait, and the calls under way. Starts no thread and
 * reads no clock; times are those of a monotonic clock, in nanoseconds. Guarded by {@link Flow}.
 *
 * <p>After a lease call that came back full there is more to do, and outcomes ride on the next one, which will be
 * answered at once: it waits for {@link #RIDE} while handlers are at work, so that quick tasks need one call for each
 * round. Otherwise lease calls park, and outcomes go alone, those that come within the same time together. Nothing is leased while more than twice the slots of answers are unconfirmed: that bounds the memory.
 */
final class Desk {
    static final long RIDE = 1_000_000L;
    static final int MAX_PER_CALL = 1_000;
    private static final int MAX_SIZE = 4 << 20;
    private static final int MAX_SENDING = 2;
    private static final long NEVER = -1;

    private final int slots;
    private final int maxPolls;
    private final Backoff backoff;
    private final Deque<Outcome> finished = new ArrayDeque<>();
    private @Nullable String workerId;
    private int free;
    private int running;
    private int wanted = 1;
    private int polls;
    private int sending;
    private int inHand;
    private int batch = MAX_PER_CALL;
    private long roomSince = NEVER;
    private long finishedSince;
    private long quietUntil;
    private boolean registering;
    private boolean leasing = true;
    private boolean riding;

    Desk(int slots, int maxPolls, Backoff backoff) {
        this.slots = slots;
        this.maxPolls = maxPolls;
        this.backoff = backoff;
        this.free = slots;
    }

    /** Decides, and takes what the step needs: each step but a pause must be ended by one of the methods below. */
    Step next(long now) {
        long pause = backoff.remaining(now);
        if (pause > 0) {
            return new Step.Pause(pause);
        }
        boolean room = leasing && polls < wanted && free > 0 && unconfirmed() < 2 * slots;
        if (!room) {
            roomSince = NEVER;
            return answer(now, finishedSince + RIDE);
        }
        if (workerId == null) {
            return register(now);
        }
        if (quietUntil > now) {
            return sooner(answer(now, finishedSince + RIDE), quietUntil - now);
        }
        if (!riding) {
            return lease(workerId, List.of());
        }
        if (roomSince == NEVER) {
            roomSince = now;
        }
        long due = running > 0 ? roomSince + RIDE : now;
        return due <= now ? lease(workerId, take(now)) : new Step.Pause(due - now);
    }

    private static Step sooner(Step step, long nanos) {
        return step instanceof Step.Pause pause && pause.nanos() > nanos ? new Step.Pause(nanos) : step;
    }

    private Step register(long now) {
        if (registering) {
            return answer(now, finishedSince + RIDE);
        }
        registering = true;
        return new Step.Register();
    }

    private Step lease(String id, List<Outcome> outcomes) {
        int share = Math.max(1, Math.min(MAX_PER_CALL, slots / wanted));
        int max = Math.min(free, share);
        free -= max;
        polls++;
        roomSince = NEVER;
        return new Step.Lease(id, max, outcomes);
    }

    private Step answer(long now, long due) {
        if (finished.isEmpty() || sending >= MAX_SENDING) {
            return Step.Pause.FOREVER;
        }
        if (due > now) {
            return new Step.Pause(due - now);
        }
        sending++;
        return new Step.Answer(take(now));
    }

    private List<Outcome> take(long now) {
        List<Outcome> taken = new ArrayList<>(Math.min(batch, finished.size()));
        int size = 0;
        while (!finished.isEmpty() && taken.size() < batch && size < MAX_SIZE) {
            Outcome outcome = finished.removeFirst();
            size += outcome.json().length();
            taken.add(outcome);
        }
        finishedSince = now;
        inHand += taken.size();
        return taken;
    }

    /** A new worker id, after {@link Step.Register}. */
    void registered(String id) {
        registering = false;
        workerId = id;
    }

    /** Returns the pause. */
    long registerFailed(ApiFailure failure, long began, long now) {
        registering = false;
        return backoff.failed(began, now, failure.retryAfter().toNanos());
    }

    /** The server does not know this id any more. */
    void forgotten(String id) {
        if (id.equals(workerId)) {
            workerId = null;
        }
    }

    /**
     * A lease call was answered.
     *
     * @param tasks how many it brought
     * @param polls how many lease calls at the same time the server advises
     */
    void leased(Step.Lease call, int tasks, int polls) {
        this.polls--;
        inHand -= call.outcomes().size();
        free += call.max() - tasks;
        running += tasks;
        riding = tasks == call.max();
        wanted = Math.max(1, Math.min(Math.min(polls, maxPolls), slots));
        backoff.succeeded();
    }

    /** A lease call that was to wait came back empty and too soon: no other one before this time. */
    void quiet(long until) {
        quietUntil = until;
    }

    void answered(Step.Answer call) {
        sending--;
        inHand -= call.outcomes().size();
        batch = Math.min(MAX_PER_CALL, batch * 2);
        backoff.succeeded();
    }

    /** A lease call failed: its outcomes are the first of the next call. Returns the pause. */
    long failed(Step.Lease call, ApiFailure failure, long began, long now) {
        riding = false;
        if (failure.unknownWorker()) {
            forgotten(call.workerId());
        }
        back(call, now);
        return backoff.failed(began, now, failure.retryAfter().toNanos());
    }

    /** A lease call was given up. */
    void back(Step.Lease call, long now) {
        polls--;
        free += call.max();
        back(call.outcomes(), now);
    }

    /**
     * A call with outcomes failed. If the server refuses it as wrong, smaller ones find the wrong outcome. Returns the
     * pause, or {@link #DROPPED} if that was found: then it is not repeated.
     */
    long failed(Step.Answer call, ApiFailure failure, long began, long now) {
        sending--;
        if (failure.refused()) {
            batch = Math.max(1, call.outcomes().size() / 2);
            if (call.outcomes().size() == 1) {
                inHand--;
                return DROPPED;
            }
            back(call.outcomes(), now);
            return 0;
        }
        back(call.outcomes(), now);
        return backoff.failed(began, now, failure.retryAfter().toNanos());
    }

    static final long DROPPED = -1;

    private void back(List<Outcome> outcomes, long now) {
        inHand -= outcomes.size();
        for (int i = outcomes.size() - 1; i >= 0; i--) {
            finished.addFirst(outcomes.get(i));
        }
        finishedSince = now;
    }

    /** A handler has ended, or its task will not be run: its slot is free. */
    void ended(Optional<Outcome> outcome, long now) {
        running--;
        free++;
        outcome.ifPresent(said -> say(said, now));
    }

    /** Another end for a lease; the last word of a task that was not sent yet counts. */
    void extend(Outcome extension, long now) {
        finished.removeIf(o -> o.kind() == Outcome.Kind.EXTENDED && o.task().equals(extension.task()));
        say(extension, now);
    }

    /** Something to tell the server. */
    void say(Outcome outcome, long now) {
        if (finished.isEmpty()) {
            finishedSince = now;
        }
        finished.addLast(outcome);
    }

    void stopLeasing() {
        leasing = false;
    }

    boolean isLeasing() {
        return leasing;
    }

    int running() {
        return running;
    }

    /** Outcomes that the server has not answered. */
    int unconfirmed() {
        return finished.size() + inHand;
    }

    @Nullable
    String workerId() {
        return workerId;
    }
}
