package dev.headrace.local.engine;

import org.jspecify.annotations.Nullable;

/** An engine did not start; the message says which, why, and what it logged last. */
public final class EngineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EngineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
