package dev.headrace.task.control;

import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import org.jspecify.annotations.Nullable;

/** What a person may do to tasks. */
public sealed interface Change {
    /** End them. One that runs is asked to stop, or loses its lease at once if {@code force}. */
    record Cancel(boolean force) implements Change {}

    /**
     * Give tasks that have ended another run, with all their attempts.
     *
     * @param delayMs not before so many milliseconds from now
     * @param priority null leaves theirs
     * @param note why, in words
     */
    record Retry(
            long delayMs,
            @Nullable Priority priority,
            @Nullable String note) implements Change {}

    /**
     * Another priority for tasks that wait.
     *
     * @param note why, in words
     */
    record Reprioritise(Priority priority, @Nullable String note) implements Change {
        public Reprioritise(Priority priority) {
            this(priority, null);
        }
    }

    /** Remove tasks that have ended, with all that is known of them. */
    record Delete() implements Change {}

    /** As callers and records name it. */
    default String action() {
        return switch (this) {
            case Cancel c -> "cancel";
            case Retry r -> "retry";
            case Reprioritise r -> "reprioritise";
            case Delete d -> "delete";
        };
    }

    /** Whether it does anything to a task in this state. */
    default boolean appliesTo(TaskState state) {
        return switch (this) {
            case Cancel c -> !state.isFinished();
            case Retry r -> state.isFinished();
            case Delete d -> state.isFinished();
            case Reprioritise r ->
                switch (state) {
                    case READY, SCHEDULED, RETRYING -> true;
                    case BLOCKED, RUNNING, SUCCEEDED, DEAD, CANCELLED -> false;
                };
        };
    }

    /** Why it does nothing to a task in this state. */
    default String refusal(TaskState state) {
        String only = switch (this) {
            case Cancel c -> "only what has not ended can be cancelled";
            case Retry r -> "only what has ended can be retried";
            case Delete d -> "only what has ended can be deleted";
            case Reprioritise r -> "only what waits can get another priority";
        };
        return "The task is " + state + "; " + only;
    }
}
