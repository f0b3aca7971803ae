package dev.headrace.cache;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.local.engine.RedisEngine;
import dev.headrace.local.fixture.HeadraceTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis stopped, hung, and back. */
@QuarkusTest
@WithTestResource(
        value = HeadraceTestResource.class,
        scope = TestResourceScope.RESTRICTED_TO_CLASS,
        initArgs = {
            @ResourceArg(name = "engines", value = "postgres"),
            @ResourceArg(name = "database", value = "headrace_cache")
        })
@WithTestResource(value = OwnRedis.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class RedisAwayIT {
    /** 100 ms for Redis, and generous time for everything else on a busy machine. */
    private static final long LIMIT_MS = 2_000;

    private final String tenant = "tenant-" + UUID.randomUUID();

    @SuppressWarnings("NullAway.Init") // given by OwnRedis
    private RedisEngine redis;

    /** The build's machine may be busy with other things. */
    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @BeforeEach
    void connected() {
        redis.start();
        await().until(() -> "ok".equals(status()));
        Callers.namespace(tenant, "n", 60_000, 100);
    }

    @AfterEach
    void back() {
        redis.start();
    }

    @Test
    void memoryGoesOnAndWritesWaitForRedis() {
        // Given: two entries, one of them in memory
        Callers.put(tenant, "n/warm", "warm");
        Callers.put(tenant, "n/cold", "cold");
        assertEquals("warm", Callers.get(tenant, "n/warm").asString());
        await().until(() -> "L1".equals(Callers.get(tenant, "n/warm").header("X-Cache")));

        // When
        redis.stop();

        // Then: reads and writes end in time and say how things are
        Callers.get(tenant, "n/warm")
                .then()
                .statusCode(200)
                .header("X-Cache", "L1")
                .time(lessThan(LIMIT_MS), TimeUnit.MILLISECONDS);
        Callers.get(tenant, "n/cold")
                .then()
                .statusCode(404)
                .header("X-Cache", "MISS")
                .header("X-Cache-Status", "degraded")
                .time(lessThan(LIMIT_MS), TimeUnit.MILLISECONDS);
        Callers.put(tenant, "n/new", "new")
                .then()
                .statusCode(200)
                .body("data.status", equalTo("degraded"))
                .time(lessThan(LIMIT_MS), TimeUnit.MILLISECONDS);
        assertEquals("new", Callers.get(tenant, "n/new").asString());
        assertEquals("L1", Callers.get(tenant, "n/new").header("X-Cache"));
        Callers.delete(tenant, "n/warm").then().statusCode(200).body("data.status", equalTo("degraded"));
        Callers.get(tenant, "n/warm").then().statusCode(404);
        Callers.get(tenant, "stats")
                .then()
                .body("data.status", equalTo("degraded"))
                .body("data.pending_writes", equalTo(2));
        RestAssured.get("/q/health/ready").then().statusCode(200);

        // When: Redis is back, empty
        redis.start();

        // Then: what waited is in Redis, and nothing from before is in memory
        await().until(() -> "ok".equals(status()));
        Callers.get(tenant, "n/new")
                .then()
                .statusCode(200)
                .header("X-Cache", "L2")
                .body(equalTo("new"));
        Callers.get(tenant, "n/warm").then().statusCode(404);
        Callers.get(tenant, "stats").then().body("data.pending_writes", equalTo(0));
    }

    @Test
    void aRedisThatHangsHoldsNobodyUp() throws Exception {
        // Given
        Callers.put(tenant, "n/warm", "warm");
        assertEquals("warm", Callers.get(tenant, "n/warm").asString());
        signal("STOP");

        // When / Then: past the pool's size and the breaker's window
        try {
            for (int i = 0; i < 50; i++) {
                Callers.put(tenant, "n/k" + i, "v")
                        .then()
                        .statusCode(200)
                        .time(lessThan(LIMIT_MS), TimeUnit.MILLISECONDS);
            }
            assertEquals("warm", Callers.get(tenant, "n/warm").asString());
        } finally {
            signal("CONT");
        }
        await().until(() -> "ok".equals(status()));
        assertEquals("v", Callers.get(tenant, "n/k49").asString());
    }

    private String status() {
        return Callers.get(tenant, "stats").path("data.status");
    }

    private void signal(String name) throws Exception {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(redis.pid()))
                .start()
                .waitFor();
        assertEquals(0, code);
    }
}
