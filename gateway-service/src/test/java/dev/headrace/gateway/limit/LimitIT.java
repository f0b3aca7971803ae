package dev.headrace.gateway.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.fixture.RunningGateway;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@Timeout(60)
class LimitIT extends RunningGateway {
    @Inject
    Vertx vertx;

    @Inject
    Redis redis;

    @Inject
    LimitConfig config;

    @Inject
    RedisLedger shared;

    @BeforeEach
    void countsInRedis() {
        Awaitility.await().until(() -> !shared.isAway());
    }

    @Test
    void aQuotaOfTasksEndsWithARefusalThatNamesIt() {
        // Given
        String key = key("tasks-quota", "free");
        for (int i = 0; i < 5; i++) {
            assertEquals(202, submit(key, "{\"type\":\"synastry.pair\"}").statusCode());
        }
        String before = stub("/seen");

        // When
        HttpResponse<String> refused = submit(key, "{\"payload\":{},\"type\":\"synastry.pair\"}");

        // Then
        assertEquals(429, refused.statusCode());
        assertEquals("RATE_LIMITED", errorCode(refused));
        JsonNode error = json(refused).get("error");
        assertEquals("quota.synastry", error.at("/errors/0/field").asText());
        assertEquals("\"synastry\";q=5;w=86400", header(refused, "RateLimit-Policy"));
        assertTrue(header(refused, "RateLimit").startsWith("\"synastry\";r=0;t="), header(refused, "RateLimit"));
        assertEquals("0", header(refused, "X-RateLimit-Remaining"));
        Instant next = Instant.parse(quota(json(get(key, "/api/v1/usage")).get("data"), "synastry")
                .path("next_at")
                .asText());
        Duration apart =
                Duration.between(Instant.now().plusSeconds(Long.parseLong(header(refused, "Retry-After"))), next);
        assertTrue(apart.abs().toSeconds() <= 5, apart::toString);
        assertEquals(before, stub("/seen"), "it must not reach the service");
        assertEquals(202, submit(key, "{\"type\":\"other.task\"}").statusCode());
    }

    @Test
    void whatIsAllowedSaysWhatIsLeft() {
        String key = key("headers", "free");

        HttpResponse<String> allowed = submit(key, "{\"type\":\"chart.natal\"}");

        assertEquals("\"tasks-burst\";q=500;w=10, \"charts\";q=50;w=86400", header(allowed, "RateLimit-Policy"));
        assertTrue(header(allowed, "RateLimit").contains("\"charts\";r=49;t="), header(allowed, "RateLimit"));
        assertEquals("50", header(allowed, "X-RateLimit-Limit"));
        assertEquals("49", header(allowed, "X-RateLimit-Remaining"));
    }

    @Test
    void theUnlimitedTierIsToldNothingAndWaitsForNothing() {
        HttpResponse<String> response = get(adminKey(), "/api/v1/tasks/echo");

        assertFalse(response.headers().firstValue("RateLimit-Policy").isPresent());
    }

    @Test
    void aBulkIsChargedForEachTaskAndAllOrNothingHoweverLarge() {
        // Given
        String key = key("bulk", "free");
        String padding = "x".repeat(100_000);
        String six = bulk("reading.daily", 6, padding);
        String accepted = stub("/accepted");

        // When
        HttpResponse<String> first = bulk(key, six);
        HttpResponse<String> second = bulk(key, six);
        HttpResponse<String> rest = bulk(key, bulk("reading.daily", 4, ""));

        // Then
        assertEquals(202, first.statusCode());
        assertEquals(six, first.body());
        assertEquals(429, second.statusCode(), second.body());
        assertEquals("quota.readings", json(second).at("/error/errors/0/field").asText());
        assertEquals(202, rest.statusCode());
        assertEquals(Integer.parseInt(accepted) + 2, Integer.parseInt(stub("/accepted")));
    }

    @Test
    void aBatchIsChargedForEachItem() {
        // Given
        String key = key("batch", "free");
        String six = "{\"items\":[{},{},{},{},{},{}],\"type\":\"reading.daily\"}";

        // When
        HttpResponse<String> first = post(key, "/api/v1/batches", six);
        HttpResponse<String> second = post(key, "/api/v1/batches", six);
        HttpResponse<String> rest = post(
                key, "/api/v1/batch/readings/", "{\"type\":\"reading.daily\",\"items\":[{},{},{},{\"payload\":{}}]}");

        // Then
        assertEquals(202, first.statusCode());
        assertEquals(429, second.statusCode(), second.body());
        assertEquals("quota.readings", json(second).at("/error/errors/0/field").asText());
        assertEquals(202, rest.statusCode());
        assertTrue(header(rest, "RateLimit").contains("\"readings\";r=0;"), header(rest, "RateLimit"));
    }

    @Test
    void tasksThatTheServiceRefusesCostNothingButTheRequestWasOne() {
        String key = key("given-back", "free");

        for (int i = 0; i < 8; i++) {
            assertEquals(
                    422,
                    submit(key, "{\"type\":\"synastry.pair\",\"payload\":\"refuse\"}")
                            .statusCode());
        }
        JsonNode usage = json(get(key, "/api/v1/usage")).get("data");

        assertEquals("free", usage.get("tier").asText());
        assertEquals(0, quota(usage, "synastry").get("used").asInt());
        assertTrue(quota(usage, "tasks-burst").get("used").asInt() > 0);
    }

    @Test
    void whoHangsUpBeforeTheAnswerHasNotGotItsTasksForNothing() {
        // Given
        String key = key("hung-up", "free");
        int before = Integer.parseInt(stub("/accepted"));
        CompletableFuture<HttpResponse<String>> left = CLIENT.sendAsync(
                request(key, "/api/v1/tasks")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"type\":\"synastry.pair\",\"payload\":\"hold\"}"))
                        .build(),
                BodyHandlers.ofString());
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Integer.parseInt(stub("/accepted")) > before);

        // When
        left.cancel(true);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> stub("/count").equals("0"));

        // Then
        JsonNode usage = json(get(key, "/api/v1/usage")).get("data");
        assertEquals(1, quota(usage, "synastry").get("used").asInt());
    }

    @Test
    void soManyRequestsAtATimeAndTheNextWhenOneHasEnded() {
        // Given
        String key = key("at-a-time", "free");
        List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            held.add(CLIENT.sendAsync(request(key, "/api/v1/tasks/held").build(), BodyHandlers.ofString()));
        }
        Awaitility.await("50 are held")
                .atMost(Duration.ofSeconds(20))
                .until(() -> stub("/count") + " held, ended " + ended(held), "50 held, ended []"::equals);

        // When
        HttpResponse<String> refused = get(key, "/api/v1/tasks/echo");

        // Then
        assertEquals(429, refused.statusCode());
        assertEquals(
                "quota.at_a_time", json(refused).at("/error/errors/0/field").asText());
        assertEquals(203, get(adminKey(), "/api/v1/tasks/echo").statusCode(), "others have their own");

        // When one of them gives up
        held.removeFirst().cancel(true);

        // Then
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> get(key, "/api/v1/tasks/echo").statusCode() == 203);
        stub("/release");
        held.forEach(one -> assertEquals("released", one.join().body()));
    }

    @Test
    void usageShowsWhatIsLeft() {
        String key = key("usage", "basic");
        submit(key, "{\"type\":\"chart.natal\"}");
        submit(key, "{\"type\":\"chart.natal\"}");

        JsonNode usage = json(get(key, "/api/v1/usage")).get("data");

        assertEquals(200, quota(usage, "charts").get("limit").asInt());
        assertEquals(198, quota(usage, "charts").get("left").asInt());
        assertEquals(100, usage.at("/concurrency/limit").asInt());
    }

    @Test
    void replicasAgreeWithinAHundredthUnderLoad() throws Exception {
        // Given
        List<RedisLedger> ledgers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            RedisLedger ledger = new RedisLedger(vertx, redis, config);
            ledger.start(new io.quarkus.runtime.StartupEvent());
            Awaitility.await().until(() -> !ledger.isAway());
            ledgers.add(ledger);
        }
        AtomicInteger admitted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        String name = "headrace:limit:{agree}:" + System.nanoTime();

        // When
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            List<Future<?>> done = new ArrayList<>();
            for (RedisLedger ledger : ledgers) {
                Counter counter = new Counter(name, 10_000, 86_400_000, ledger, Clock.systemUTC());
                for (int caller = 0; caller < 4; caller++) {
                    done.add(callers.submit(() -> {
                        for (int i = 0; i < 2_000; i++) {
                            Verdict verdict = counter.take(1)
                                    .toCompletionStage()
                                    .toCompletableFuture()
                                    .join();
                            (verdict.admitted() ? admitted : refused).incrementAndGet();
                        }
                    }));
                }
            }
            for (Future<?> one : done) {
                one.get();
            }
        } finally {
            ledgers.forEach(ledger -> ledger.stop(new io.quarkus.runtime.ShutdownEvent()));
        }

        // Then
        assertEquals(16_000, admitted.get() + refused.get());
        assertTrue(admitted.get() <= 10_000 && admitted.get() >= 9_900, "admitted " + admitted);
    }

    @Test
    void theScriptAndTheLocalWindowCountAlike() {
        // Given
        RedisLedger ledger = new RedisLedger(vertx, redis, config);
        ledger.start(new io.quarkus.runtime.StartupEvent());
        Awaitility.await().until(() -> !ledger.isAway());
        SlidingWindow window = new SlidingWindow();
        String name = "headrace:limit:{alike}:" + System.nanoTime();
        long[][] draws = {{10, 4, 0}, {10, 0, 3}, {10, 9, 0}, {10, 1, 0}, {10, 2, -2}, {10, 0, 20}, {10, 1, 0}};

        for (long[] draw : draws) {
            Grant there = ledger.draw(name, draw[0], 2_000_000_000L, draw[1], draw[2])
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            Grant here = window.draw(draw[0], 2_000_000_000L, draw[1], draw[2], System.currentTimeMillis());
            assertEquals(here.granted(), there.granted());
            assertEquals(here.left(), there.left());
            assertTrue(Math.abs(here.retryMs() - there.retryMs()) < 2_000, here + " and " + there);
        }
        ledger.stop(new io.quarkus.runtime.ShutdownEvent());
    }

    private static List<String> ended(List<CompletableFuture<HttpResponse<String>>> requests) {
        return requests.stream()
                .filter(CompletableFuture::isDone)
                .map(one -> one.join().statusCode() + one.join().body())
                .distinct()
                .toList();
    }

    private static JsonNode quota(JsonNode usage, String name) {
        for (JsonNode quota : usage.get("quotas")) {
            if (quota.get("name").asText().equals(name)) {
                return quota;
            }
        }
        throw new AssertionError(usage.toString());
    }

    private static String bulk(String type, int count, String padding) {
        String task = "{\"payload\":\"" + padding + "\",\"type\":\"" + type + "\"}";
        return "{\"tasks\":[" + String.join(",", java.util.Collections.nCopies(count, task)) + "]}";
    }

    private static HttpResponse<String> bulk(String key, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return send(request(key, "/api/v1/tasks/bulk")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
                .build());
    }

    private static HttpResponse<String> submit(String key, String body) {
        return post(key, "/api/v1/tasks", body);
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String key(String tenant, String tier) {
        String body = "{\"name\":\"n\",\"tenant\":\"" + tenant + "\",\"tier\":\"" + tier + "\",\"roles\":[\"user\"]}";
        return json(post(adminKey(), "/api/v1/api-keys", body)).at("/data/key").asText();
    }
}
