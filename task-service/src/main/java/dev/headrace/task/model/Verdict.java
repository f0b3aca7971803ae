package dev.headrace.task.model;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a worker's answer, or its silence, means for the task. Pure: the same input gives the same verdict. */
public sealed interface Verdict {
    /** Done. */
    record Succeed() implements Verdict {}

    /** Another attempt after a delay in milliseconds; 0 means at once. */
    record Retry(long delayMs) implements Verdict {}

    /** Given up. */
    record GiveUp(Reason reason) implements Verdict {}

    /** Back to its queue at once; no attempt is used up. */
    record Requeue() implements Verdict {}

    /** Ended on request. */
    record Cancel() implements Verdict {}

    /** Why a task was given up. */
    enum Reason {
        /** The worker said that trying again is of no use. */
        NOT_RETRYABLE,
        /** The failure is of a kind that trying again does not cure. */
        PERMANENT_FAILURE,
        ATTEMPTS_EXHAUSTED,
        /** The next attempt would start later than the retry budget allows, or the task's own budget is used up. */
        BUDGET_EXHAUSTED,
        /** It was not leased for the first time within the time that it may wait for that. */
        NOT_STARTED,
        /** Too many workers fell silent while they held it. */
        CRASHED
    }

    /**
     * Where an attempt stands when it ends.
     *
     * @param attempt its number, from 1
     * @param ageMs time since the task was submitted, in milliseconds
     * @param cancelling whether somebody has asked for a graceful cancel
     */
    record Situation(int attempt, int maxAttempts, long ageMs, boolean cancelling, RetryPolicy policy) {}

    /**
     * After a failure.
     *
     * @param hopeless why there is no other attempt, whatever is left of them; null if there may be one
     * @param askedDelayMs the delay that is asked for, in milliseconds; negative if none is named
     */
    static Verdict failed(Situation at, @Nullable Reason hopeless, long askedDelayMs, RandomGenerator random) {
        if (at.cancelling()) {
            return new Cancel();
        }
        if (hopeless != null) {
            return new GiveUp(hopeless);
        }
        if (at.attempt() >= at.maxAttempts()) {
            return new GiveUp(Reason.ATTEMPTS_EXHAUSTED);
        }
        long delay = askedDelayMs >= 0 ? askedDelayMs : at.policy().delayMs(at.attempt(), random);
        boolean tooLate =
                at.policy().budgetMs() > 0 && at.ageMs() + delay > at.policy().budgetMs();
        return tooLate ? new GiveUp(Reason.BUDGET_EXHAUSTED) : new Retry(delay);
    }

    /** After a worker handed the task back. */
    static Verdict released(Situation at) {
        return at.cancelling() ? new Cancel() : new Requeue();
    }

    /**
     * After a worker fell silent.
     *
     * @param crashes how often that happened to this task, this time included
     */
    static Verdict expired(Situation at, int crashes, int maxCrashes) {
        if (at.cancelling()) {
            return new Cancel();
        }
        return crashes >= maxCrashes ? new GiveUp(Reason.CRASHED) : new Requeue();
    }
}
