package dev.headrace.webhook.endpoint;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller sends to create a subscription.
 *
 * @param url where to POST, http or https; required
 * @param events event names, families such as {@code task.*}, or {@code *}; required
 * @param headers extra headers of every delivery
 * @param state {@code enabled} or {@code paused}
 */
public record NewEndpoint(
        @Nullable String url,
        @Nullable List<String> events,
        @Nullable String description,
        @Nullable Map<String, String> headers,
        @Nullable EndpointState state) {
    /** The same as a change of one that has nothing yet. */
    EndpointRequest fields() {
        return new EndpointRequest(url, events, description, headers, state);
    }
}
