package dev.headrace.task.policy;

import dev.headrace.task.model.RetryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a failure.
 *
 * @param retry whether the task is tried again at all
 * @param backoff how long it waits before that
 * @param maxAttempts most attempts, if the task allows more; null leaves it to the task
 */
public record Policy(
        boolean retry, RetryPolicy backoff, @Nullable Integer maxAttempts) {
    /** For everything that nobody has a policy for. */
    public static final Policy DEFAULT = new Policy(true, RetryPolicy.DEFAULT, null);

    /** For what trying again does not cure. */
    public static final Policy NEVER = new Policy(false, RetryPolicy.DEFAULT, null);

    static Policy backingOff(RetryPolicy backoff) {
        return new Policy(true, backoff, null);
    }

    /** The attempts of a task that allows so many. */
    public int attempts(int ofTask) {
        return maxAttempts == null ? ofTask : Math.min(maxAttempts, ofTask);
    }
}
