package dev.headrace.gateway.apikey;

import dev.headrace.platform.identity.Identity;
import java.time.Instant;
import java.util.UUID;

/**
 * A key that may be used, as the memory of the gateway holds it.
 *
 * @param changedAt by the database's clock; tells this state of the key from a later one
 * @param expiresAtMillis epoch milliseconds; {@link Long#MAX_VALUE} for a key that does not expire
 */
public record KnownKey(UUID id, Identity identity, Instant changedAt, long expiresAtMillis) {}
