package dev.headrace.worker;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call that brought no result. */
final class ApiFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final Duration retryAfter;

    /**
     * @param status of HTTP; 0 if there was no answer
     * @param code of the error catalogue; empty if the answer names none
     * @param retryAfter zero if the server asks for none
     */
    ApiFailure(int status, String code, String message, Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    Duration retryAfter() {
        return retryAfter;
    }

    /** Whether the server does not know this worker any more. */
    boolean unknownWorker() {
        return status == 404 && code.equals("WORKER_NOT_FOUND");
    }

    /** Whether the body itself is refused, so that sending the same again is of no use. */
    boolean refused() {
        return status == 400 || status == 413 || status == 422;
    }
}
