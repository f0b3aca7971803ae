package dev.headrace.e2e.journey;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.e2e.traffic.Operations;
import dev.headrace.e2e.traffic.Operations.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tries every operation of the suite's OpenAPI document with credentials that must not do. The operations come from the
 * document, so a new one is tried without anybody thinking of it; one that is open has to be named here.
 */
@Timeout(120)
class AuthorizationIT {
    /** Everything that needs no credentials. */
    private static final Set<String> OPEN = Set.of(
            "GET /health/live",
            "GET /health/ready",
            "GET /health/started",
            "GET /api/v1/openapi.json",
            "GET /api/v1/asyncapi.json",
            "GET /api/v1/docs/errors",
            "GET /api/v1/docs/errors/{code}");

    /** Who is asking, and what is left to it: any credential may, whatever it was narrowed to. */
    private static final Set<String> UNSCOPED =
            Set.of("POST /api/v1/auth/token", "POST /api/v1/auth/tickets", "GET /api/v1/usage");

    private final SharedSuite suite = SharedSuite.get();
    private List<Operation> operations = List.of();

    @BeforeEach
    void read() throws IOException {
        JsonNode document =
                suite.admin().get("/api/v1/openapi.json").expect(200).body();
        operations = Operations.in(document);
        assertTrue(operations.size() > 80, "only " + operations.size() + " operations: is the document whole?");
    }

    private Stream<Operation> closed() {
        return operations.stream().filter(operation -> !OPEN.contains(operation.name()));
    }

    @Test
    void nothingIsOpenButWhatIsNamedHere() {
        List<String> open = new ArrayList<>();
        Api nobody = api("");

        for (Operation operation : operations) {
            if (operation.call(nobody, Map.of()).status() != 401) {
                open.add(operation.name());
            }
        }

        assertEquals(Set.of(), minus(open, OPEN));
    }

    @Test
    void aWrongMistypedRevokedOrExpiredCredentialOpensNothing() throws Exception {
        JsonNode revoked = key("authz-a", "user", List.of());
        suite.admin().delete("/api/v1/api-keys/" + revoked.path("id").asText()).expect(204);
        Map<String, Api> bad = new HashMap<>();
        String admin = suite.parts().adminKey();
        bad.put("revoked", api(revoked.path("key").asText()));
        bad.put("mistyped", api(admin.substring(0, 30) + (admin.charAt(30) == 'x' ? 'y' : 'x') + admin.substring(31)));
        bad.put("expired", api(expired()));
        bad.put("forged", api("eyJhbGciOiJub25lIn0.eyJpc3MiOiJoZWFkcmFjZSIsInN1YiI6ImFkbWluIn0."));

        assertEquals(List.of(), notAnswered(bad, 401));
    }

    @Test
    void aCredentialForSomethingElseOpensNothing() throws Exception {
        Api cacheOnly =
                api(key("authz-a", "admin", List.of("cache:read")).path("key").asText());
        Api keysOnly =
                api(key("authz-a", "admin", List.of("keys:read")).path("key").asText());
        List<String> wrong = new ArrayList<>();

        closed().filter(operation -> !UNSCOPED.contains(operation.name())).forEach(operation -> {
            Api narrow = operation.path().startsWith("/api/v1/cache") ? keysOnly : cacheOnly;
            int status = operation.call(narrow, Map.of()).status();
            if (status != 403) {
                wrong.add(operation.name() + " " + status);
            }
        });

        assertEquals(List.of(), wrong);
    }

    @Test
    void whoMayReadMayNotWrite() throws Exception {
        List<String> all = Stream.of("tasks", "workers", "queues", "failures", "webhooks", "analytics", "cache", "keys")
                .map(scope -> scope + ":read")
                .toList();
        Api reader = api(key("authz-a", "admin", all).path("key").asText());
        List<String> wrong = new ArrayList<>();

        closed().filter(operation -> !operation.isRead() && !UNSCOPED.contains(operation.name()))
                .forEach(operation -> {
                    int status = operation.call(reader, Map.of()).status();
                    if (status != 403) {
                        wrong.add(operation.name() + " " + status);
                    }
                });

        assertEquals(List.of(), wrong);
    }

    @Test
    void eachRoleMayWhatIsDocumentedAndNothingElse() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (String role : List.of("user", "operator", "worker")) {
            Api api = api(key("authz-roles", role, List.of()).path("key").asText());
            closed().forEach(operation -> {
                int status = operation.call(api, Map.of()).status();
                if (operation.roles().contains(role) == (status == 403)) {
                    wrong.add(role + " " + operation.name() + " " + status + ", documented " + operation.roles());
                }
            });
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void anotherTenantSeesAndChangesNothing() throws Exception {
        // Given
        String secret = "s" + UUID.randomUUID().toString().replace("-", "");
        Belongings owned = Belongings.make(suite.tenant("authz-owner-" + secret.substring(0, 8), "free"), secret);
        Api foreigner = suite.tenant("authz-foreigner-" + secret.substring(0, 8), "free");
        String before = owned.shown();
        List<String> leaks = new ArrayList<>();

        // When
        closed().filter(operation -> !operation.parks()).forEach(operation -> {
            Api.Reply reply = operation.call(foreigner, owned.ids());
            boolean foreign = operation.names(owned.ids());
            if (reply.status() >= 500
                    || (foreign && reply.status() < 300)
                    || reply.body().toString().contains(secret)) {
                leaks.add(operation.name() + " " + reply.status() + " " + reply.body());
            }
        });

        // Then
        assertEquals(List.of(), leaks);
        assertEquals(before, owned.shown());
    }

    @Test
    void noKeyIsInAnyLog() throws Exception {
        String key = key("authz-a", "user", List.of()).path("key").asText();
        String token = api(key).post("/api/v1/auth/token", Api.object())
                .expect(201)
                .data()
                .path("token")
                .asText();
        api(key).get("/api/v1/tasks").expect(200);
        api(key + "x").get("/api/v1/tasks").expect(401);
        api(token).get("/api/v1/tasks").expect(200);
        api(token + "x").get("/api/v1/tasks").expect(401);
        String admin = suite.parts().adminKey();

        try (Stream<Path> logs = Files.walk(suite.parts().logFolder())) {
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(log, StandardCharsets.ISO_8859_1);
                assertFalse(text.contains(key.substring(16)), log + " has a key");
                assertFalse(text.contains(admin.substring(16)), log + " has the admin key");
                assertFalse(text.contains(token.substring(token.lastIndexOf('.'))), log + " has a token");
            }
        }
    }

    private List<String> notAnswered(Map<String, Api> credentials, int status) {
        List<String> wrong = new ArrayList<>();
        credentials.forEach((kind, api) -> closed().forEach(operation -> {
            int got = operation.call(api, Map.of()).status();
            if (got != status) {
                wrong.add(kind + " " + operation.name() + " " + got);
            }
        }));
        return wrong;
    }

    private String expired() throws IOException {
        ObjectNode wanted = Api.object().put("name", "short").put("tenant", "authz-a");
        wanted.put("expires_at", Instant.now().plusMillis(300).toString());
        String key = suite.admin()
                .post("/api/v1/api-keys", wanted)
                .expect(201)
                .data()
                .path("key")
                .asText();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> api(key).get("/api/v1/tasks").status() == 401);
        return key;
    }

    private JsonNode key(String tenant, String role, List<String> scopes) throws IOException {
        ObjectNode wanted = Api.object().put("name", "authz").put("tenant", tenant);
        wanted.putArray("roles").add(role);
        scopes.forEach(wanted.putArray("scopes")::add);
        return suite.admin().post("/api/v1/api-keys", wanted).expect(201).data();
    }

    private Api api(String credential) {
        return new Api(suite.parts().gatewayUrl(), credential);
    }

    private static Set<String> minus(List<String> all, Set<String> known) {
        return Set.copyOf(all.stream().filter(name -> !known.contains(name)).toList());
    }
}
