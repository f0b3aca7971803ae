package dev.headrace.webhook.endpoint;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller sends to change a subscription; what is absent stays as it is.
 *
 * @param url where to POST, http or https
 * @param events event names, families such as {@code task.*}, or {@code *}
 * @param headers extra headers of every delivery
 * @param state {@code enabled} or {@code paused}
 */
public record EndpointRequest(
        @Nullable String url,
        @Nullable List<String> events,
        @Nullable String description,
        @Nullable Map<String, String> headers,
        @Nullable EndpointState state) {}
