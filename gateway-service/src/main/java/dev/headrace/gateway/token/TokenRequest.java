package dev.headrace.gateway.token;

import dev.headrace.platform.api.Violations;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a token shall be.
 *
 * @param ttlMs how long it is valid, in milliseconds, from one second to an hour; 15 minutes if absent
 * @param scopes what it is narrowed to; everything that the key may if absent or empty
 */
@Schema(name = "TokenRequest")
public record TokenRequest(@Nullable Long ttlMs, @Nullable Set<String> scopes) {
    static final TokenRequest USUAL = new TokenRequest(null, null);

    Duration ttl(TokenConfig config) {
        if (ttlMs == null) {
            return config.validFor();
        }
        new Violations()
                .range("ttl_ms", ttlMs, 1_000, config.longest().toMillis())
                .orThrow();
        return Duration.ofMillis(ttlMs);
    }

    /** The scopes, if they are no more than the key has. */
    Set<String> within(Set<String> keys, Set<String> known) {
        if (scopes == null || scopes.isEmpty()) {
            return keys;
        }
        Violations wrong = new Violations();
        for (String scope : new TreeSet<>(scopes)) {
            if (!known.contains(scope)) {
                wrong.add("scopes", "UNKNOWN", "has \"" + scope + "\"; known are " + sorted(known));
            } else if (!keys.isEmpty() && !keys.contains(scope)) {
                wrong.add("scopes", "MORE_THAN_OWN", "has \"" + scope + "\"; your key has " + sorted(keys));
            }
        }
        wrong.orThrow();
        return scopes;
    }

    private static String sorted(Set<String> values) {
        return String.join(", ", new TreeSet<>(values));
    }
}
