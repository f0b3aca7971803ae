package dev.headrace.task.failure;

import org.jspecify.annotations.Nullable;

/**
 * A failure as it was reported. Every part may be missing.
 *
 * @param type name of the exception or error, as its language spells it
 * @param message what it says
 * @param stack where it happened, as its language prints it
 * @param httpStatus status of the answer that was the failure, if it was one
 */
public record Failure(
        @Nullable String type,
        @Nullable String message,
        @Nullable String stack,
        @Nullable Integer httpStatus) {}
