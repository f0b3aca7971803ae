package dev.headrace.gateway.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaimReaderTest {
    private static final Issuer.Claims MEANING = new Issuer.Claims(
            Optional.empty(),
            "org.name",
            "sub",
            "realm_access.roles",
            Map.of("ops", Role.OPERATOR),
            Set.of(),
            Optional.of("scope"),
            "basic",
            Optional.of("plan"));
    private final ClaimReader reader = new ClaimReader(MEANING, Set.of("tasks:read", "tasks:write"));

    private static Map<String, Object> claims(String role, String scope) {
        return Map.of(
                "sub",
                "ann",
                "org",
                Map.of("name", "acme"),
                "realm_access",
                Map.of("roles", List.of(role, "offline_access")),
                "scope",
                scope,
                "plan",
                "premium");
    }

    @Test
    void claimsAreReadByTheirPaths() {
        assertEquals(
                new Identity("acme", "ann", Set.of(Role.OPERATOR), "premium", Set.of("tasks:read")),
                reader.read(claims("ops", "openid tasks:read email")));
    }

    @Test
    void aRoleThatIsNotMappedGivesNothingNotEvenIfItIsNamedAsOurs() {
        assertEquals(ErrorCode.FORBIDDEN, refusal(claims("admin", "tasks:read")));
    }

    @Test
    void noScopeOfOursIsNotEveryScope() {
        assertEquals(ErrorCode.FORBIDDEN, refusal(claims("ops", "openid email")));
    }

    @Test
    void withoutATenantThereIsNobody() {
        assertEquals(ErrorCode.UNAUTHENTICATED, refusal(Map.of("sub", "ann", "org", "acme")));
        assertEquals(ErrorCode.UNAUTHENTICATED, refusal(Map.of("sub", "ann", "org.name", "a b")));
    }

    private ErrorCode refusal(Map<String, Object> claims) {
        return assertThrows(ApiException.class, () -> reader.read(claims)).code();
    }
}
