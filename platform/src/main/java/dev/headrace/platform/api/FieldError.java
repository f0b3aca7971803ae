package dev.headrace.platform.api;

/**
 * What is wrong with one field of a request.
 *
 * @param field path of the field, as the caller wrote it, for example {@code tasks[3].priority}
 * @param code machine-readable reason, for example {@code REQUIRED}
 * @param message what is wrong and how to mend it
 */
public record FieldError(String field, String code, String message) {}
