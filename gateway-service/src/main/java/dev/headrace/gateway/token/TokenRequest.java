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
        return Duration.ofMillis(ttlMs);
    }

    /** Adds what is wrong with it, whoever asks. */
    void check(Violations wrong, TokenConfig config, Set<String> known) {
        wrong.range("ttl_ms", ttlMs, 1_000, config.longest().toMillis());
        for (String scope : new TreeSet<>(scopes == null ? Set.of() : scopes)) {
            wrong.check(
                    known.contains(scope), "scopes", "UNKNOWN", "has \"" + scope + "\"; known are " + sorted(known));
        }
    }

    /** The scopes, if they are no more than the key has. */
    Set<String> within(Violations wrong, Set<String> keys, Set<String> known) {
        if (scopes == null || scopes.isEmpty()) {
            return keys;
        }
        for (String scope : new TreeSet<>(scopes)) {
            wrong.check(
                    keys.isEmpty() || keys.contains(scope) || !known.contains(scope),
                    "scopes",
                    "MORE_THAN_OWN",
                    "has \"" + scope + "\"; your key has " + sorted(keys));
        }
        return scopes;
    }

    private static String sorted(Set<String> values) {
        return String.join(", ", new TreeSet<>(values));
    }
}
