package dev.headrace.gateway.issuer;

import dev.headrace.platform.identity.Role;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody outside whose tokens are accepted.
 *
 * @param name as it stands in {@code iss}
 * @param jwks where its keys are; if empty, its OpenID configuration says so
 * @param audiences one of them must be in {@code aud}
 * @param algorithms the only ones that are accepted, all asymmetric
 * @param clockSkew how far its clock may be off
 * @param claims what its claims mean here
 */
public record Issuer(
        String name,
        Optional<URI> jwks,
        Set<String> audiences,
        Set<String> algorithms,
        Duration clockSkew,
        Claims claims) {
    public Issuer {
        audiences = Set.copyOf(audiences);
        algorithms = Set.copyOf(algorithms);
    }

    /** Where the issuer says where its keys are (OpenID Connect Discovery 1.0, 4). */
    URI discovery() {
        return URI.create((name.endsWith("/") ? name.substring(0, name.length() - 1) : name)
                + "/.well-known/openid-configuration");
    }

    /**
     * What claims mean. A claim is named by its path, with dots between the names of nested objects.
     *
     * @param tenant the tenant of all its callers; if empty, {@code tenantClaim} says it
     * @param rolesClaim a list, or a text with blanks between
     * @param roles ours by theirs; what is not named here gives none
     * @param defaultRoles for a caller who has none by its claims
     * @param scopesClaim if there is one, callers are narrowed to the scopes of ours that it names
     * @param tier of all its callers, unless {@code tierClaim} says another
     */
    public record Claims(
            Optional<String> tenant,
            String tenantClaim,
            String subjectClaim,
            String rolesClaim,
            Map<String, Role> roles,
            Set<Role> defaultRoles,
            Optional<String> scopesClaim,
            String tier,
            Optional<String> tierClaim) {
        public Claims {
            roles = Map.copyOf(roles);
            defaultRoles = Set.copyOf(defaultRoles);
        }

        static List<String> tiers() {
            return List.of("free", "basic", "premium", "enterprise", "unlimited");
        }
    }
}
