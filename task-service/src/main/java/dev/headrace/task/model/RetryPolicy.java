package dev.headrace.task.model;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt.
 *
 * @param strategy how the delay grows with the attempts
 * @param baseMs the first delay, in milliseconds
 * @param maxMs no delay is longer, in milliseconds
 * @param jitter whether the delay is drawn evenly from 0 to its full length ("full jitter"), so that tasks that failed
 *     together do not come back together
 * @param budgetMs the task is given up when the next attempt would start later than this after its submission, in
 *     milliseconds; 0 means no such limit
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential backoff and
 *     jitter</a>
 */
public record RetryPolicy(Strategy strategy, long baseMs, long maxMs, boolean jitter, long budgetMs) {
    /** 1 s, 2 s, 4 s … up to 10 min, with full jitter. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(Strategy.EXPONENTIAL, 1_000, 600_000, true, 0);

    /** So many draws later the distribution does not change any more: attempts end at 100. */
    private static final int MOST_DRAWS = 100;

    /** How the delay grows. */
    public enum Strategy {
        /** Always {@code baseMs}. */
        FIXED,
        /** {@code baseMs} more with each attempt. */
        LINEAR,
        /** Twice as long with each attempt. */
        EXPONENTIAL,
        /**
         * Drawn evenly from {@code baseMs} to three times the delay before ("decorrelated jitter"): never shorter than the base,
         * never in step with others. Always with jitter.
         */
        DECORRELATED
    }

    public RetryPolicy {
        if (baseMs < 1 || maxMs < baseMs || budgetMs < 0) {
            throw new IllegalArgumentException("need 1 <= base_ms <= max_ms and budget_ms >= 0");
        }
    }

    /**
     * The delay before the attempt that follows a failed one.
     *
     * @param failedAttempt number of the attempt that failed, from 1
     * @return milliseconds, from 0 to {@link #maxMs}
     */
    public long delayMs(int failedAttempt, RandomGenerator random) {
        if (strategy == Strategy.DECORRELATED) {
            return decorrelated(failedAttempt, random);
        }
        long full = fullDelayMs(failedAttempt);
        return jitter ? random.nextLong(full + 1) : full;
    }

    /** The delay without jitter: never less than for an earlier attempt, never over {@link #maxMs}. */
    public long fullDelayMs(int failedAttempt) {
        if (failedAttempt < 1) {
            throw new IllegalArgumentException("attempts count from 1");
        }
        return switch (strategy) {
            case FIXED -> baseMs;
            case LINEAR -> baseMs > maxMs / failedAttempt ? maxMs : baseMs * failedAttempt;
            case EXPONENTIAL -> exponential(failedAttempt - 1);
            case DECORRELATED -> tripled(failedAttempt - 1);
        };
    }

    /** The delays before this one are drawn anew: that gives the same distribution, and nobody need remember them. */
    private long decorrelated(int failedAttempt, RandomGenerator random) {
        if (failedAttempt < 1) {
            throw new IllegalArgumentException("attempts count from 1");
        }
        long delay = baseMs;
        for (int i = 0; i < Math.min(failedAttempt, MOST_DRAWS); i++) {
            long most = delay > maxMs / 3 ? maxMs : delay * 3;
            delay = random.nextLong(baseMs, Math.max(most, baseMs) + 1);
        }
        return delay;
    }

    private long tripled(int times) {
        long delay = baseMs;
        for (int i = 0; i <= times && delay < maxMs; i++) {
            delay = delay > maxMs / 3 ? maxMs : delay * 3;
        }
        return delay;
    }

    private long exponential(int doublings) {
        // Shifting past the cap would overflow: compare before.
        return doublings >= Long.SIZE - 1 || baseMs > maxMs >> doublings ? maxMs : baseMs << doublings;
    }
}
