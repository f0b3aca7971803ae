package dev.headrace.task.outcome;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.headrace.platform.api.Violations;
import dev.headrace.task.store.RawJson;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a worker says of a lease.
 *
 * @param lease number that the lease call gave
 * @param result succeeded, failed, released or extended
 * @param output JSON, for succeeded
 * @param error for failed
 * @param extendMs for extended: the lease ends so many milliseconds from now
 */
public record Outcome(
        @Nullable UUID taskId,
        @Nullable Long lease,

        @Schema(
                implementation = String.class,
                enumeration = {"succeeded", "failed", "released", "extended"})
        @Nullable
        Result result,

        @Nullable RawJson output,
        @Nullable Fault error,
        @Nullable Long extendMs) {

    private static final int MAX_OUTPUT = 65_536;
    static final int MAX_MESSAGE = 4_096;
    static final int MAX_STACK = 16_384;
    private static final int MAX_TYPE = 256;
    private static final long MAX_DELAY_MS = 366L * 24 * 3_600_000;
    private static final long DAY_MS = 24L * 3_600_000;

    /** What became of the attempt. */
    @JsonDeserialize(using = LowerCaseResult.class)
    public enum Result {
        SUCCEEDED,
        FAILED,
        RELEASED,
        EXTENDED,
        /** Only said by the service itself: the worker fell silent. */
        EXPIRED;

        String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * A failure as the worker saw it.
     *
     * @param retryable absent leaves it to what the failure is found to be
     * @param retryAfterMs the delay that the worker asks for
     * @param httpStatus status of the answer that was the failure, if it was one
     */
    public record Fault(
            @Nullable String type,
            @Nullable String message,
            @Nullable String stack,
            @Nullable Boolean retryable,
            @Nullable Long retryAfterMs,
            @Nullable Integer httpStatus) {
        /** Longer texts are cut: a long message is no reason to lose an answer. */
        public Fault {
            type = cut(type, MAX_TYPE);
            message = cut(message, MAX_MESSAGE);
            stack = cut(stack, MAX_STACK);
        }

        private static @Nullable String cut(@Nullable String text, int max) {
            if (text == null) {
                return null;
            }
            // PostgreSQL's text has no NUL.
            String clean = text.indexOf('\0') < 0 ? text : text.replace("\0", "");
            return clean.length() <= max ? clean : clean.substring(0, max);
        }

        long askedDelayMs() {
            return retryAfterMs == null ? -1 : retryAfterMs;
        }
    }

    public static Outcome released(UUID taskId, long lease) {
        return new Outcome(taskId, lease, Result.RELEASED, null, null, null);
    }

    /** The worker fell silent. */
    public static Outcome expired(UUID taskId, long lease) {
        return new Outcome(taskId, lease, Result.EXPIRED, null, null, null);
    }

    /** The attempt ran longer than the task allows. */
    public static Outcome timedOut(UUID taskId, long lease) {
        Fault error = new Fault("TimeoutError", "The attempt ran longer than timeout_ms", null, true, null, null);
        return new Outcome(taskId, lease, Result.FAILED, null, error, null);
    }

    /** Adds what is wrong with the answer. */
    void validate(Violations v) {
        v.required("task_id", taskId).required("lease", lease).required("result", result);
        v.check(result != Result.EXPIRED, "result", "UNKNOWN", "must be succeeded, failed, released or extended");
        if (output != null) {
            v.check(
                    output.text().length() <= MAX_OUTPUT,
                    "output",
                    "TOO_LARGE",
                    "has " + output.text().length() + " characters; at most " + MAX_OUTPUT + " are kept here");
        }
        if (result == Result.EXTENDED) {
            v.required("extend_ms", extendMs).range("extend_ms", extendMs, 1_000, DAY_MS);
        }
        if (error != null) {
            v.range("error.retry_after_ms", error.retryAfterMs(), 0, MAX_DELAY_MS);
            v.range("error.http_status", error.httpStatus(), 100, 599);
        }
    }
}
