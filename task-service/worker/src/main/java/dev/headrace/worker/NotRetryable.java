package dev.headrace.worker;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown by a handler: the task has failed, and trying again is of no use. It becomes a dead letter. */
public class NotRetryable extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public NotRetryable(String message) {
        super(message);
    }

    /** @param cause reported as the error's type; null reports this class */
    public NotRetryable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
