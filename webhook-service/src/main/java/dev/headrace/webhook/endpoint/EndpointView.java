package dev.headrace.webhook.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as callers see it.
 *
 * @param ownOnly whether it gets events of its owner's tasks only, or of the whole tenant
 * @param secret what deliveries are signed with; only in the answer to its creation
 */
public record EndpointView(
        UUID id,
        String url,
        List<String> events,
        @Nullable String description,
        Map<String, String> headers,
        EndpointState state,
        String owner,
        boolean ownOnly,
        @Nullable String secret,
        Instant createdAt,
        Instant updatedAt) {}
