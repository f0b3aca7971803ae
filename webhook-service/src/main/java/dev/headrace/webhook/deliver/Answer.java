package dev.headrace.webhook.deliver;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came of one attempt: an HTTP answer, or the fault that prevented one.
 *
 * @param status absent when no answer came
 * @param fault absent when an answer came
 * @param excerpt the start of the answer's body
 * @param retryAfter what the receiver asks to wait, zero when nothing
 */
record Answer(
        @Nullable Integer status,
        @Nullable Fault fault,
        @Nullable String excerpt,
        Duration retryAfter,
        Instant startedAt,
        Duration took) {

    /** Why no answer came. Neutral on purpose: it must not tell a subscriber about the network inside. */
    enum Fault {
        ADDRESS_REFUSED,
        NAME_NOT_RESOLVED,
        CONNECT_FAILED,
        TLS_FAILED,
        CONNECTION_LOST,
        TIMEOUT
    }

    static Answer failed(Fault fault, Instant startedAt, Duration took) {
        return new Answer(null, fault, null, Duration.ZERO, startedAt, took);
    }

    /** Only 2xx is success; a redirect is a failure and is not followed. */
    boolean isSuccess() {
        return status != null && status / 100 == 2;
    }
}
