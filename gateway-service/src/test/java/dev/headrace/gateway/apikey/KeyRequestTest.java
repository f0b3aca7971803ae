package dev.headrace.gateway.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.guard.rule.Network;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyRequestTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Set<String> SCOPES = Set.of("tasks:read", "tasks:write", "keys:write");
    private static final List<Network> ANYWHERE = List.of();
    private static final List<Network> OFFICE = List.of(Network.parse("10.1.0.0/16"), Network.parse("2001:db8::/32"));
    private static final Identity ADMIN = new Identity("default", "a", Set.of(Role.ADMIN), "unlimited", Set.of());
    private static final Identity OPERATOR = new Identity("acme", "o", Set.of(Role.OPERATOR), "basic", Set.of());

    @Test
    void whatIsNotSaidHasDefaults() {
        KeyRequest.Checked checked = request("mine", null, null, null, null).check(ADMIN, ANYWHERE, SCOPES, NOW);

        assertEquals(Set.of("user"), checked.roles());
        assertEquals("default", checked.tenant());
        assertEquals("free", checked.tier());
        assertEquals(Set.of(), checked.scopes());
    }

    @Test
    void everyWrongFieldIsNamed() {
        KeyRequest request = new KeyRequest(
                " ",
                Set.of("king"),
                "no spaces",
                "-",
                "gold",
                Set.of("all"),
                "prod",
                List.of("10.0.0.0/8", "example.com", "10.0.0.0/33", "0x7f.1", "2001:db8::/32", "010.0.0.1"),
                NOW.minusSeconds(1));

        assertEquals(
                List.of(
                        "name REQUIRED",
                        "tenant INVALID",
                        "subject INVALID",
                        "roles UNKNOWN",
                        "tier UNKNOWN",
                        "scopes UNKNOWN",
                        "mode UNKNOWN",
                        "allowed_addresses[1] INVALID",
                        "allowed_addresses[2] INVALID",
                        "allowed_addresses[3] INVALID",
                        "allowed_addresses[5] INVALID",
                        "expires_at IN_THE_PAST"),
                problems(request, ADMIN));
    }

    @Test
    void anOperatorMakesKeysOfItsOwnTenantThatCanDoNoMoreThanItself() {
        KeyRequest.Checked checked =
                request("w", Set.of("worker", "operator"), null, null, null).check(OPERATOR, ANYWHERE, SCOPES, NOW);

        assertEquals("acme", checked.tenant());
        assertEquals("basic", checked.tier());
        assertEquals(List.of("tenant NOT_OWN"), problems(request("x", null, "other", null, null), OPERATOR));
        assertEquals(
                List.of("roles MORE_THAN_OWN"), problems(request("x", Set.of("admin"), null, null, null), OPERATOR));
        assertEquals(List.of("tier MORE_THAN_OWN"), problems(request("x", null, null, "unlimited", null), OPERATOR));
    }

    @Test
    void aNarrowedKeyMakesOnlyKeysWithinItsScopes() {
        Identity narrowed = new Identity("acme", "o", Set.of(Role.ADMIN), "basic", Set.of("keys:write", "tasks:read"));

        assertEquals(List.of("scopes MORE_THAN_OWN"), problems(request("x", null, null, null, null), narrowed));
        assertEquals(
                List.of("scopes MORE_THAN_OWN"),
                problems(request("x", null, null, null, Set.of("tasks:write")), narrowed));
        assertEquals(
                Set.of("tasks:read"),
                request("x", null, null, null, Set.of("tasks:read"))
                        .check(narrowed, ANYWHERE, SCOPES, NOW)
                        .scopes());
    }

    @Test
    void aKeyThatIsBoundToAddressesMakesOnlyKeysThatWorkThere() {
        List<String> bound = List.of("allowed_addresses MORE_THAN_OWN");

        assertEquals(bound, problems(from(), ADMIN, OFFICE));
        assertEquals(bound, problems(request("x", null, null, null, null), ADMIN, OFFICE));
        assertEquals(
                List.of("allowed_addresses[0] MORE_THAN_OWN", "allowed_addresses[2] MORE_THAN_OWN"),
                problems(from("10.0.0.0/8", "10.1.2.3", "2001::/16"), ADMIN, OFFICE));
        assertEquals(
                List.of("10.1.0.0/16", "10.1.2.0/24", "2001:db8::1"),
                from("10.1.0.0/16", "10.1.2.0/24", "2001:db8::1")
                        .check(ADMIN, OFFICE, SCOPES, NOW)
                        .addresses());
        assertTrue(assertThrows(ApiException.class, () -> from().check(ADMIN, OFFICE, SCOPES, NOW))
                .errors()
                .getFirst()
                .message()
                .contains("10.1.0.0/16, 2001:db8:0:0:0:0:0:0/32"));
    }

    private static KeyRequest from(String... networks) {
        return new KeyRequest("x", null, null, null, null, null, null, List.of(networks), null);
    }

    private static KeyRequest request(
            String name,
            @Nullable Set<String> roles,
            @Nullable String tenant,
            @Nullable String tier,
            @Nullable Set<String> scopes) {
        return new KeyRequest(name, roles, tenant, null, tier, scopes, null, null, null);
    }

    private static List<String> problems(KeyRequest request, Identity caller) {
        return problems(request, caller, ANYWHERE);
    }

    private static List<String> problems(KeyRequest request, Identity caller, List<Network> own) {
        return assertThrows(ApiException.class, () -> request.check(caller, own, SCOPES, NOW)).errors().stream()
                .map(error -> error.field() + " " + error.code())
                .toList();
    }
}
