package dev.headrace.cache;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.local.fixture.HeadraceTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(CalmProfile.class)
@WithTestResource(
        value = HeadraceTestResource.class,
        scope = TestResourceScope.RESTRICTED_TO_CLASS,
        initArgs = {
            @ResourceArg(name = "engines", value = "postgres,redis"),
            @ResourceArg(name = "database", value = "headrace_cache")
        })
class CacheIT {
    @Inject
    Redis redis;

    private static final String NAMESPACES = "/api/v1/cache/namespaces";

    private final String tenant = "tenant {" + UUID.randomUUID() + "}";

    /** The build's machine may be busy with other things. */
    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @BeforeEach
    void connected() {
        await().until(() -> "ok".equals(Callers.get(tenant, "stats").path("data.status")));
    }

    @Test
    void theWayToRedisIsOpenBeforeTheFirstRequest() {
        String stats = redis.send(Request.cmd(Command.INFO).arg("commandstats"))
                .await()
                .atMost(Duration.ofSeconds(10))
                .toString();

        Matcher pings = Pattern.compile("cmdstat_ping:calls=(\\d+)").matcher(stats);
        assertTrue(pings.find() && Integer.parseInt(pings.group(1)) >= 20, stats);
    }

    @Test
    void anEntryComesBackAsItWasPut() {
        // Given
        Callers.namespace(tenant, "pages", 60_000, 100);
        byte[] body = new byte[1_024 * 1_024];
        new Random(7).nextBytes(body);

        // When
        Callers.user(tenant)
                .contentType("image/x-noise; v=1")
                .body(body)
                .put("/api/v1/cache/pages/a/b c.png")
                .then()
                .statusCode(200)
                .body("data.status", equalTo("ok"));

        // Then: from Redis first, from memory after
        for (String level : List.of("L2", "L1", "L1")) {
            byte[] found = Callers.get(tenant, "pages/a/b c.png")
                    .then()
                    .statusCode(200)
                    .header("Content-Type", "image/x-noise; v=1")
                    .header("X-Cache", level)
                    .header("X-Cache-Status", "ok")
                    .header("Age", "0")
                    .header("X-Content-Type-Options", "nosniff")
                    .extract()
                    .asByteArray();
            assertArrayEquals(body, found);
        }
    }

    @Test
    void aWriteIsSeenByTheNextRead() {
        // Given
        Callers.namespace(tenant, "n", 60_000, 100);
        Callers.put(tenant, "n/k", "one");
        assertEquals("one", Callers.get(tenant, "n/k").asString());
        assertEquals("L1", Callers.get(tenant, "n/k").header("X-Cache"));

        // When
        Callers.put(tenant, "n/k", "two");

        // Then
        assertEquals("two", Callers.get(tenant, "n/k").asString());
        Callers.delete(tenant, "n/k").then().statusCode(200).body("data.status", equalTo("ok"));
        Callers.get(tenant, "n/k")
                .then()
                .statusCode(404)
                .header("X-Cache", "MISS")
                .body("error.code", equalTo("CACHE_ENTRY_NOT_FOUND"));
    }

    @Test
    void anEntryIsGoneWhenItsTimeIsOver() {
        // Given
        Callers.namespace(tenant, "short", 400, 100);
        Callers.put(tenant, "short/k", "v");

        // When
        assertEquals("v", Callers.get(tenant, "short/k").asString());

        // Then: from both levels
        await().until(() -> Callers.get(tenant, "short/k").statusCode() == 404);
    }

    @Test
    void beyondTheBoundTheOldestGoes() {
        // Given
        Callers.namespace(tenant, "small", 60_000, 2);
        Callers.put(tenant, "small/a", "1");
        assertEquals("1", Callers.get(tenant, "small/a").asString());
        Callers.put(tenant, "small/b", "2");

        // When
        Callers.put(tenant, "small/c", "3");

        // Then: from memory too
        await().until(() -> Callers.get(tenant, "small/a").statusCode() == 404);
        assertEquals("2", Callers.get(tenant, "small/b").asString());
        assertEquals("3", Callers.get(tenant, "small/c").asString());
    }

    @Test
    void tenantsDoNotSeeOneAnother() {
        // Given
        String other = "other-" + tenant;
        Callers.namespace(tenant, "n", 60_000, 100);
        Callers.namespace(other, "n", 60_000, 100);

        // When
        Callers.put(tenant, "n/k", "mine");

        // Then
        Callers.get(other, "n/k").then().statusCode(404);
        Callers.get("third-" + tenant, "n/k").then().statusCode(404).body("error.code", equalTo("NAMESPACE_NOT_FOUND"));
        Callers.delete(other, "n/k").then().statusCode(200);
        assertEquals("mine", Callers.get(tenant, "n/k").asString());
        RestAssured.get("/api/v1/cache/n/k").then().statusCode(401);
    }

    @Test
    void aNamespaceThatIsMadeAgainStartsEmpty() {
        // Given
        Callers.namespace(tenant, "n", 60_000, 100);
        Callers.put(tenant, "n/k", "old");
        assertEquals("old", Callers.get(tenant, "n/k").asString());

        // When
        Callers.operator(tenant).delete(NAMESPACES + "/n").then().statusCode(204);
        Callers.get(tenant, "n/k").then().statusCode(404).body("error.code", equalTo("NAMESPACE_NOT_FOUND"));
        Callers.namespace(tenant, "n", 60_000, 100);

        // Then
        Callers.get(tenant, "n/k").then().statusCode(404).body("error.code", equalTo("CACHE_ENTRY_NOT_FOUND"));
    }

    @Test
    void namespacesAreCheckedAndListed() {
        Callers.namespace(tenant, "b", 1_000, 10);
        Callers.namespace(tenant, "a", 1_000, 10);
        Callers.operator(tenant)
                .get(NAMESPACES)
                .then()
                .statusCode(200)
                .body("data.name", equalTo(List.of("a", "b")))
                .body("data[0].ttl_ms", equalTo(1_000))
                .body("data[0].max_entries", equalTo(10));
        create("a").then().statusCode(409);
        create("stats").then().statusCode(422).body("error.errors[0].field", equalTo("name"));
        create("Not Valid").then().statusCode(422);
        Callers.operator(tenant)
                .contentType(ContentType.JSON)
                .body(Map.of("ttl_ms", 0, "max_entries", 0))
                .post(NAMESPACES)
                .then()
                .statusCode(422)
                .body("error.errors.field", equalTo(List.of("name", "ttl_ms", "max_entries")));
        Callers.operator(tenant)
                .contentType(ContentType.JSON)
                .body(Map.of("ttl", 5, "max_entries", 0))
                .post(NAMESPACES)
                .then()
                .statusCode(422)
                .body("error.errors.field", equalTo(List.of("ttl", "name", "max_entries")));
        Callers.user(tenant)
                .contentType(ContentType.JSON)
                .body(Map.of("name", "mine"))
                .post(NAMESPACES)
                .then()
                .statusCode(403);
        Callers.user(tenant).delete(NAMESPACES + "/a").then().statusCode(403);
    }

    @Test
    void whatIsTooLargeIsRefused() {
        Callers.namespace(tenant, "n", 60_000, 100);
        Callers.user(tenant)
                .body(new byte[1_024 * 1_024 + 1])
                .contentType("application/octet-stream")
                .put("/api/v1/cache/n/k")
                .then()
                .statusCode(413)
                .body("error.code", equalTo("PAYLOAD_TOO_LARGE"));
        Callers.put(tenant, "n/" + "k".repeat(513), "v").then().statusCode(422);
        Callers.put(tenant, "n/empty", "").then().statusCode(200);
        assertEquals("", Callers.get(tenant, "n/empty").asString());
    }

    @Test
    void hitsAreCountedByLevel() {
        // Given
        Callers.namespace(tenant, "n", 60_000, 100);

        // When
        Callers.get(tenant, "n/k");
        Callers.put(tenant, "n/k", "v");
        Callers.get(tenant, "n/k");
        Callers.get(tenant, "n/k");
        Callers.get(tenant, "n/k");

        // Then
        Callers.get(tenant, "stats")
                .then()
                .statusCode(200)
                .body("data.namespaces", hasSize(1))
                .body("data.namespaces[0].namespace", equalTo("n"))
                .body("data.namespaces[0].l1_hits", equalTo(2))
                .body("data.namespaces[0].l2_hits", equalTo(1))
                .body("data.namespaces[0].misses", equalTo(1))
                .body("data.namespaces[0].hit_rate", equalTo(0.75f));
        RestAssured.get("/q/metrics").then().body(containsString("headrace_cache_reads_total{level=\"l1\""));
        RestAssured.get("/q/openapi?format=JSON")
                .then()
                .body("paths.'/api/v1/cache/{namespace}/{key}'.put.operationId", equalTo("putCacheEntry"));
    }

    private Response create(String name) {
        return Callers.operator(tenant)
                .contentType(ContentType.JSON)
                .body(Map.of("name", name))
                .post(NAMESPACES);
    }
}
