package dev.headrace.gateway.apikey;

import dev.headrace.platform.identity.Identity;
import java.util.UUID;

/**
 * A key that may be used, as the memory of the gateway holds it.
 *
 * @param expiresAtMillis epoch milliseconds; {@link Long#MAX_VALUE} for a key that does not expire
 */
public record KnownKey(UUID id, Identity identity, long expiresAtMillis) {}
