package dev.headrace.gateway.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.headrace.gateway.route.RouteFileException;
import dev.headrace.platform.identity.Role;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IssuerFileTest {
    @Test
    void everythingCanBeSaid() {
        Issuer issuer = IssuerFile.parse("f", """
            issuers:
              - issuer: https://login.example.com/realms/acme
                jwks: https://keys.example.com/acme
                audience: [headrace, other]
                algorithms: [ES256]
                clock_skew: 5s
                tenant: acme
                subject_claim: email
                roles_claim: realm_access.roles
                roles: {ops: operator, "the boss": admin}
                default_roles: [user]
                scopes_claim: scope
                tier: premium
            """).getFirst();

        assertEquals(Optional.of(URI.create("https://keys.example.com/acme")), issuer.jwks());
        assertEquals(Set.of("headrace", "other"), issuer.audiences());
        assertEquals(Set.of("ES256"), issuer.algorithms());
        assertEquals(Duration.ofSeconds(5), issuer.clockSkew());
        assertEquals(Optional.of("acme"), issuer.claims().tenant());
        assertEquals(
                Map.of("ops", Role.OPERATOR, "the boss", Role.ADMIN),
                issuer.claims().roles());
        assertEquals(Set.of(Role.USER), issuer.claims().defaultRoles());
    }

    @Test
    void littleHasToBeSaid() {
        Issuer issuer = IssuerFile.parse("f", """
            issuers:
              - {issuer: "https://a.example/", audience: [headrace], default_roles: [user]}
            """).getFirst();

        assertEquals(URI.create("https://a.example/.well-known/openid-configuration"), issuer.discovery());
        assertEquals("tenant", issuer.claims().tenantClaim());
        assertEquals("sub", issuer.claims().subjectClaim());
        assertEquals("roles", issuer.claims().rolesClaim());
        assertEquals("free", issuer.claims().tier());
        assertEquals(Duration.ofSeconds(30), issuer.clockSkew());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "issuer: http://a.example, audience: [x], default_roles: [user] | must be an https address",
                "issuer: 'https://a.example', default_roles: [user] | field \"audience\" is missing",
                "issuer: 'https://a.example', audience: [x] | roles or default_roles is needed",
                "issuer: 'https://a.example', audience: [x], default_roles: [king] | is not a role",
                "issuer: 'https://a.example', audience: [x], default_roles: [user], algorithms: [HS256] | is not one"
                        + " of",
                "issuer: 'https://a.example', audience: [x], default_roles: [user], algorithms: [none] | is not one of",
                "issuer: 'https://a.example', audience: [x], default_roles: [user], clock_skew: 10m | is not from 0s"
                        + " to 5m",
                "issuer: 'https://a.example', audience: [x], default_roles: [user], tier: gold | is not one of free",
                "issuer: 'https://a.example', audience: [x], default_roles: [user], realm: x | unknown field \"realm\"",
            })
    void mistakesAreNamedWithTheirLine(String fields, String problem) {
        String text = "issuers:\n  - {" + fields.replace("http://a.example", "'http://a.example'") + "}\n";

        String message = String.valueOf(assertThrows(RouteFileException.class, () -> IssuerFile.parse("f", text))
                .getMessage());

        assertEquals("f, line 2: ", message.substring(0, 11));
        assertEquals(true, message.contains(problem), message);
    }
}
