package dev.headrace.worker;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Thrown by a handler: the attempt has failed, and the next one is to start after this delay. */
public class RetryAfter extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final Duration MOST = Duration.ofDays(366);

    private final Duration delay;

    public RetryAfter(Duration delay, String message) {
        this(delay, message, null);
    }

    /**
     * @param delay from 0 to 366 days, instead of the retry policy's
     * @param cause reported as the error's type; null reports this class
     */
    public RetryAfter(Duration delay, String message, @Nullable Throwable cause) {
        super(message, cause);
        if (delay.isNegative() || delay.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("delay is " + delay + "; it must be from 0 to 366 days");
        }
        this.delay = delay;
    }

    public Duration delay() {
        return delay;
    }
}
