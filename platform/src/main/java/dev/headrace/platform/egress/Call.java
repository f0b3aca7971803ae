package dev.headrace.platform.egress;

import dev.headrace.platform.guard.rule.Destination;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request.
 *
 * @param body absent for methods without one
 */
public record Call(
        HttpMethod method,
        Destination destination,
        Map<String, String> headers,
        @Nullable Buffer body) {
    public Call {
        headers = Map.copyOf(headers);
    }
}
