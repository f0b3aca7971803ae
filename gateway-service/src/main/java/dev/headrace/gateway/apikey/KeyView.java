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
 * @param mode live or test, as in its text
 * @param allowedAddresses networks from which it works; empty for everywhere
 * @param replaces the key that it was made to replace
 * @param lastUsedAt a few seconds behind; absent if it was never used
 * @param revokedAt since when it works no more; absent while it does
 */
@Schema(name = "ApiKey")
public record KeyView(
        UUID id,
        String prefix,
        KeyMode mode,
        String name,
        String tenant,
        String subject,
        List<String> roles,
        String tier,
        List<String> scopes,
        List<String> allowedAddresses,
        @Nullable UUID replaces,
        String createdBy,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {

    static KeyView of(ApiKey key) {
        return new KeyView(
                key.id,
                key.prefix,
                key.mode,
                key.name,
                key.tenant,
                key.subject,
                List.of(key.roles),
                key.tier,
                List.of(key.scopes),
                List.of(key.addresses),
                key.replaces,
                key.createdBy,
                key.createdAt,
                key.expiresAt,
                key.lastUsedAt,
                key.revokedAt);
    }
}
