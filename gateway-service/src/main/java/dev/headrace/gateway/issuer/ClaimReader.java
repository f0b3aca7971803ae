package dev.headrace.gateway.issuer;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says who a caller is by the claims of a verified token. Pure. */
final class ClaimReader {
    private static final String ID = "[A-Za-z0-9][A-Za-z0-9._:@|-]{0,127}";

    private final Issuer.Claims meaning;
    private final Set<String> knownScopes;

    ClaimReader(Issuer.Claims meaning, Set<String> knownScopes) {
        this.meaning = meaning;
        this.knownScopes = Set.copyOf(knownScopes);
    }

    /** @throws ApiException UNAUTHENTICATED without tenant or subject, FORBIDDEN without a role or a scope */
    Identity read(Map<String, Object> claims) {
        String tenant = meaning.tenant().orElseGet(() -> id(claims, meaning.tenantClaim()));
        String subject = id(claims, meaning.subjectClaim());
        return new Identity(tenant, subject, roles(claims), tier(claims), scopes(claims));
    }

    private static String id(Map<String, Object> claims, String path) {
        Object value = at(claims, path);
        if (value instanceof String text && text.matches(ID)) {
            return text;
        }
        throw new ApiException(
                ErrorCode.UNAUTHENTICATED, "The token is refused: its claim " + path + " is missing or not an id");
    }

    private Set<Role> roles(Map<String, Object> claims) {
        Set<Role> roles = new HashSet<>();
        for (String theirs : texts(at(claims, meaning.rolesClaim()))) {
            Role ours = meaning.roles().get(theirs);
            if (ours != null) {
                roles.add(ours);
            }
        }
        if (roles.isEmpty()) {
            roles.addAll(meaning.defaultRoles());
        }
        if (roles.isEmpty()) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN, "Nothing in the token's claim " + meaning.rolesClaim() + " is a role here");
        }
        return roles;
    }

    /** No scopes would mean not narrowed: a token that names none of ours is refused instead. */
    private Set<String> scopes(Map<String, Object> claims) {
        if (meaning.scopesClaim().isEmpty()) {
            return Set.of();
        }
        Set<String> scopes =
                new HashSet<>(texts(at(claims, meaning.scopesClaim().get())));
        scopes.retainAll(knownScopes);
        if (scopes.isEmpty()) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN,
                    "Nothing in the token's claim " + meaning.scopesClaim().get() + " is a scope here");
        }
        return scopes;
    }

    private String tier(Map<String, Object> claims) {
        Object theirs = meaning.tierClaim().map(path -> at(claims, path)).orElse(null);
        return theirs instanceof String text && Issuer.Claims.tiers().contains(text) ? text : meaning.tier();
    }

    private static List<String> texts(@Nullable Object value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof String text) {
            texts.addAll(List.of(text.strip().split("\\s+", -1)));
        } else if (value instanceof Collection<?> many) {
            many.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .forEach(texts::add);
        }
        return texts;
    }

    /** The claim at a path; one whose own name has the dots goes first ({@code https://example.com/roles}). */
    private static @Nullable Object at(Map<String, Object> claims, String path) {
        Object whole = claims.get(path);
        if (whole != null) {
            return whole;
        }
        Object value = claims;
        for (String name : path.split("\\.", -1)) {
            value = value instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return value;
    }
}
