package dev.headrace.worker;

import org.jspecify.annotations.Nullable;

/** Runs the tasks of one type. Called by many threads at once, up to the worker's slots. */
@FunctionalInterface
public interface Handler {
    /**
     * Runs one task.
     *
     * @return the output that is kept with the task: anything that Jackson can write, at most 65,536 characters as
     *     JSON; null for none
     * @throws NotRetryable if trying again is of no use
     * @throws RetryAfter to say when to try again
     * @throws Exception anything else: the attempt has failed, and the task's retry policy decides
     */
    @Nullable
    Object handle(Task task) throws Exception;
}
