package dev.headrace.gateway.apikey;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is shown: never its text, never its hash.
 *
 * @param prefix the beginning of its text
 * @param revokedAt since when it works no more; absent while it does
 */
@Schema(name = "ApiKey")
public record KeyView(
        UUID id,
        String prefix,
        String name,
        String tenant,
        String subject,
        List<String> roles,
        String tier,
        List<String> scopes,
        String createdBy,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {

    static KeyView of(ApiKey key) {
        return new KeyView(
                key.id,
                key.prefix,
                key.name,
                key.tenant,
                key.subject,
                List.of(key.roles),
                key.tier,
                List.of(key.scopes),
                key.createdBy,
                key.createdAt,
                key.expiresAt,
                key.revokedAt);
    }
}
