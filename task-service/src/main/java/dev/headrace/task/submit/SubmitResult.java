package dev.headrace.task.submit;

import dev.headrace.platform.api.ApiException;

/** What became of one submission. */
sealed interface SubmitResult {
    /** A new task. */
    record Accepted(Submitted task) implements SubmitResult {}

    /** The key was used before with the same input: the first task. */
    record Replayed(Submitted task) implements SubmitResult {}

    /** The key was used before with other input. */
    record Conflict(ApiException problem) implements SubmitResult {}

    /** Another submission with the key is being written. */
    record InFlight(ApiException problem) implements SubmitResult {}
}
