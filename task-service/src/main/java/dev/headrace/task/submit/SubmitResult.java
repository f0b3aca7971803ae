package dev.headrace.task.submit;

/** What became of one submission. */
sealed interface SubmitResult {
    /** A new task. */
    record Accepted(Submitted task) implements SubmitResult {}

    /** The key was used before with the same input: the first task. */
    record Replayed(Submitted task) implements SubmitResult {}

    /** The key was used before with other input. */
    record Conflict(String detail) implements SubmitResult {}
}
