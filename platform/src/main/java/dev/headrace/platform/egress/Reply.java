package dev.headrace.platform.egress;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of one call: an HTTP answer, or the fault that prevented one.
 *
 * @param status absent when no answer came
 * @param fault absent when an answer came
 * @param headers of the answer
 * @param body the start of the answer's body
 * @param whole whether that is all of it
 */
public record Reply(
        @Nullable Integer status,
        @Nullable Fault fault,
        MultiMap headers,
        Buffer body,
        boolean whole,
        Instant startedAt,
        Duration took) {

    static Reply failed(Fault fault, Instant startedAt, Duration took) {
        return new Reply(null, fault, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(), true, startedAt, took);
    }

    /** Only 2xx is success; a redirect is a failure and is not followed. */
    public boolean isSuccess() {
        return status != null && status / 100 == 2;
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** What the host asks to wait, zero when nothing. */
    public Duration retryAfter() {
        return RetryAfter.parse(headers.get("retry-after"), startedAt.plus(took));
    }

    /** The body as a text that PostgreSQL takes, absent when no answer came. */
    public @Nullable String text() {
        return status == null ? null : new String(body.getBytes(), StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    }
}
