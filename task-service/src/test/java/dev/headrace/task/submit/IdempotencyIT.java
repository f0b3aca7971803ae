package dev.headrace.task.submit;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.Plan;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.idempotency.ExpiredKeys;
import dev.headrace.task.lease.Dispatcher;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** There is no Redis here: PostgreSQL alone answers. */
@OnEngines
@Timeout(90)
class IdempotencyIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final String tenant = "t-" + UUID.randomUUID();
    private final TaskApi ann = TaskApi.of(tenant, "ann", Role.USER, Role.OPERATOR, Role.WORKER);
    private final TaskApi bob = TaskApi.of(tenant, "bob", Role.USER);
    private final TaskApi root = TaskApi.of("root-" + tenant, "root", Role.ADMIN);

    @Inject
    Pool pool;

    @Inject
    ExpiredKeys expired;

    @Inject
    Dispatcher dispatcher;

    private static Map<String, Object> task(Object payload, Object... more) {
        Map<String, Object> task = new HashMap<>(Map.of("type", "mail", "payload", payload));
        for (int i = 0; i < more.length; i += 2) {
            task.put(String.valueOf(more[i]), more[i + 1]);
        }
        return task;
    }

    private static ValidatableResponse send(TaskApi as, Object task) {
        return as.post("/api/v1/tasks", task).then();
    }

    private ValidatableResponse send(String body, String key) {
        return ann.call()
                .header("Idempotency-Key", key)
                .body(body)
                .post("/api/v1/tasks")
                .then();
    }

    private int execute(String sql, Object... parameters) {
        Tuple tuple = Tuple.tuple();
        Stream.of(parameters).forEach(tuple::addValue);
        return pool.preparedQuery(sql).execute(tuple).await().atMost(SOON).rowCount();
    }

    @Test
    void theSameInputHoweverWrittenIsTheFirstTask() {
        // Given
        String first = send("{\"type\":\"mail\",\"payload\":{\"a\":1,\"b\":[1,2]},\"priority\":\"medium\"}", "k")
                .statusCode(202)
                .header("Idempotency-Replayed", nullValue())
                .extract()
                .path("data.id");

        // When / Then
        String other = "{ \"priority\":\"NORMAL\", \"payload\":{\"b\":[1, 2.0],\"a\":1}, \"type\":\"mail\","
                + "\"tags\":[\"again\"],\"metadata\":{\"trace\":\"2\"}}";
        send(other, "\"k\"")
                .statusCode(202)
                .header("Idempotency-Replayed", "true")
                .body("data.id", equalTo(first))
                .body("data.state", equalTo("READY"));
        send(ann, task(Map.of("b", List.of(1, 2), "a", 1), "priority", "NORMAL", "idempotency_key", "k"))
                .statusCode(202)
                .header("Idempotency-Replayed", "true");
        assertEquals(1, ann.get("/api/v1/tasks").getList("data").size());
    }

    @Test
    void aReplaySaysWhereTheTaskStandsNow() {
        // Given
        Map<String, Object> task = task(1, "idempotency_key", "k");
        send(ann, task).statusCode(202);
        TaskApi.Worker worker = ann.worker();
        TaskApi.Worker.Leased leased = worker.next();

        // When / Then
        send(ann, task).body("data.state", equalTo("RUNNING"));
        worker.answer(Map.of("task_id", leased.id(), "lease", leased.lease(), "result", "succeeded"));
        send(ann, task).body("data.id", equalTo(leased.id())).body("data.state", equalTo("SUCCEEDED"));
    }

    @Test
    void aWaitingWorkerGetsATaskWithAKeyWithItsSubmit() throws Exception {
        // Given
        TaskApi.Worker worker = ann.worker();
        CompletableFuture<TaskApi.Worker.Leased> waiting = CompletableFuture.supplyAsync(worker::next);
        await().atMost(SOON).until(() -> dispatcher.parked(tenant, "default") == 1);

        // When
        String id = send(ann, task(1, "idempotency_key", "k")).extract().path("data.id");

        // Then
        assertEquals(id, waiting.get(10, TimeUnit.SECONDS).id());
    }

    @Test
    void otherInputIsRefusedAndEachDifferenceIsNamed() {
        // Given
        String id = send(
                        ann,
                        task(
                                Map.of("amount", 1, "items", List.of(Map.of("sku", "x"))),
                                "idempotency_key",
                                "k",
                                "delay_ms",
                                60_000))
                .extract()
                .path("data.id");

        // When / Then
        send(
                        ann,
                        task(
                                Map.of("amount", 2, "items", List.of(Map.of("sku", "y"))),
                                "idempotency_key",
                                "k",
                                "priority",
                                "HIGH",
                                "max_attempts",
                                2))
                .statusCode(422)
                .body("error.code", equalTo("IDEMPOTENCY_CONFLICT"))
                .body("error.detail", containsString(id))
                .body("error.detail", containsString("delay_ms, max_attempts, payload, priority differs"))
                .body("error.errors.field", contains("delay_ms", "max_attempts", "payload", "priority"))
                .body("error.errors[2].message", containsString("at $.amount, $.items[0].sku"));
    }

    @Test
    void whoSharesAKeyWithOthersSeesNothingOfTheirPayload() {
        // Given
        Map<String, Object> scope = Map.of("scope", "tenant");
        Map<String, Object> task = task(Map.of("secret", 1), "idempotency_key", "k", "idempotency", scope);
        String id = send(ann, task).statusCode(202).extract().path("data.id");

        // When / Then
        send(bob, task).header("Idempotency-Replayed", "true").body("data.id", equalTo(id));
        send(bob, task(Map.of("secret", 2), "idempotency_key", "k", "idempotency", scope))
                .statusCode(422)
                .body("error.errors.field", contains("payload"))
                .body("error.errors[0].message", not(containsString("secret")));
        send(bob, task(Map.of("secret", 1), "idempotency_key", "k"))
                .statusCode(202)
                .body("data.id", not(equalTo(id)));
        send(TaskApi.ofNewTenant(), task).body("data.id", not(equalTo(id)));
    }

    @Test
    void onlyAnAdminUsesAKeyOfAllTenants() {
        Map<String, Object> task =
                task(1, "idempotency_key", tenant, "idempotency", Map.of("scope", "global", "ttl_ms", 60_000));
        send(ann, task)
                .statusCode(403)
                .body("error.code", equalTo("FORBIDDEN"))
                .body("error.errors[0].field", equalTo("idempotency.scope"));
        String id = send(root, task).statusCode(202).extract().path("data.id");
        send(TaskApi.of("another", "root", Role.ADMIN), task).body("data.id", equalTo(id));
    }

    @Test
    void aKeyCanBeDerivedFromThePayload() {
        // Given
        Map<String, Object> derive = Map.of("derive_from", List.of("$.order.id"));
        Map<String, Object> order = Map.of("order", Map.of("id", 7), "note", "a");
        String id = send(ann, task(order, "idempotency", derive)).extract().path("data.id");

        // When / Then
        send(ann, task(order, "idempotency", derive))
                .header("Idempotency-Replayed", "true")
                .body("data.id", equalTo(id));
        send(ann, task(Map.of("order", Map.of("id", 7), "note", "b"), "idempotency", derive))
                .statusCode(422)
                .body("error.errors[0].message", containsString("$.note"));
        send(ann, task(Map.of("order", Map.of("id", 8), "note", "a"), "idempotency", derive))
                .statusCode(202)
                .body("data.id", not(equalTo(id)));
        send(ann, task(Map.of("order", "none"), "idempotency", derive))
                .statusCode(422)
                .body("error.errors[0].field", equalTo("idempotency.derive_from[0]"));
        String key = ann.task(id).getString("data.idempotency_key");
        send(ann, task(order, "idempotency_key", key)).header("Idempotency-Replayed", "true");
    }

    @Test
    void wrongKeysAreNamedWithTheirRemedy() {
        String task = "{\"type\":\"a\",\"payload\":1}";
        send(task, "\"open").statusCode(422).body("error.errors[0].field", equalTo("Idempotency-Key"));
        send(task, "").statusCode(422).body("error.errors[0].code", equalTo("EMPTY"));
        send(task, "x".repeat(256)).statusCode(422).body("error.errors[0].code", equalTo("TOO_LONG"));
        send("{\"type\":\"a\",\"payload\":1,\"idempotency_key\":\"b\"}", "a")
                .statusCode(422)
                .body("error.errors.field", contains("Idempotency-Key", "idempotency_key"));
        send(ann, task(1, "idempotency_key", "a\nb"))
                .statusCode(422)
                .body("error.errors[0].field", equalTo("idempotency_key"));
        send(ann, task(1, "idempotency", Map.of("scope", "mine", "ttl_ms", 1)))
                .statusCode(422)
                .body("error.errors.field", contains("idempotency.scope", "idempotency.ttl_ms", "idempotency"));
        assertEquals(List.of(), ann.get("/api/v1/tasks").getList("data"));
    }

    @Test
    void aKeyThatAnotherReplicaIsTakingHoldsUpNobodyElse() {
        // Given
        SqlConnection other = pool.getConnection().await().atMost(SOON);
        try {
            other.query("BEGIN").execute().await().atMost(SOON);
            other.preparedQuery("INSERT INTO idempotency (tenant, owner, key, task_id, fingerprint, expires_at)"
                            + " VALUES ($1, 'ann', 'k', $2, 'f', now() + interval '1 day')")
                    .execute(Tuple.of(tenant, UUID.randomUUID()))
                    .await()
                    .atMost(SOON);

            // When / Then
            send(ann, task(1, "idempotency_key", "k"))
                    .statusCode(409)
                    .header("Retry-After", "1")
                    .body("error.code", equalTo("IDEMPOTENCY_IN_FLIGHT"));
            List<Object> tasks = List.of(
                    task(1, "idempotency_key", "x"), task(1, "idempotency_key", "k"), task(1, "idempotency_key", "y"));
            JsonPath reply =
                    ann.post("/api/v1/tasks/bulk", Map.of("tasks", tasks)).jsonPath();
            assertEquals(2, reply.getInt("data.accepted"));
            assertEquals("IDEMPOTENCY_IN_FLIGHT", reply.getString("data.results[1].error.code"));
            send(ann, task(1)).statusCode(202);
        } finally {
            other.query("ROLLBACK").execute().await().atMost(SOON);
            other.closeAndForget();
        }
        send(ann, task(1, "idempotency_key", "k")).statusCode(202).header("Idempotency-Replayed", nullValue());
    }

    @Test
    void anExpiredKeyIsFree() {
        // Given
        Map<String, Object> task = task(1, "idempotency_key", "k", "idempotency", Map.of("ttl_ms", 60_000));
        String id = send(ann, task).extract().path("data.id");
        assertEquals(1, execute("SELECT FROM idempotency WHERE tenant = $1 AND expires_at <= now() + '60 s'", tenant));
        ann.post("/api/v1/tasks/" + id + "/cancel", Map.of()).then().statusCode(200);
        execute("UPDATE idempotency SET expires_at = now() - interval '1 second' WHERE tenant = $1", tenant);

        // When
        String next = send(ann, task).statusCode(202).extract().path("data.id");

        // Then
        assertNotEquals(id, next);
        send(ann, task).header("Idempotency-Replayed", "true").body("data.id", equalTo(next));
    }

    @Test
    void aKeyOutlivesItsTimeWhileItsTaskHasNotEnded() {
        // Given: one that waits, one that runs, one that is tried again
        send(ann, task(1, "idempotency_key", "runs"));
        send(ann, task(2, "idempotency_key", "again"));
        TaskApi.Worker worker = ann.worker();
        TaskApi.Worker.Leased runs = worker.next();
        worker.answer(worker.next().failed(Map.of("message", "m", "retryable", true, "retry_after_ms", 60_000)));
        send(ann, task(3, "idempotency_key", "waits"));
        execute("UPDATE idempotency SET expires_at = now() - interval '1 second' WHERE tenant = $1", tenant);

        for (int look = 0; look < 2; look++) {
            // When / Then: before the sweeper has seen them, and afterwards
            send(ann, task(1, "idempotency_key", "runs")).header("Idempotency-Replayed", "true");
            send(ann, task(2, "idempotency_key", "again")).header("Idempotency-Replayed", "true");
            send(ann, task(3, "idempotency_key", "waits")).header("Idempotency-Replayed", "true");
            await().atMost(SOON).until(() -> expired.forget(1_000).await().atMost(SOON) == 0);
        }
        worker.answer(runs.succeeded());
        execute("UPDATE idempotency SET expires_at = now() - interval '1 second' WHERE tenant = $1", tenant);
        await().atMost(SOON).until(() -> expired.forget(1_000).await().atMost(SOON) == 0);
        send(ann, task(1, "idempotency_key", "runs")).header("Idempotency-Replayed", nullValue());
        send(ann, task(2, "idempotency_key", "again")).header("Idempotency-Replayed", "true");
    }

    @Test
    void expiredKeysAreRemovedInBoundedBatches() {
        // Given
        IntStream.range(0, 5).forEach(i -> send(ann, task(i, "idempotency_key", "k" + i)));
        ann.post("/api/v1/tasks/actions", Map.of("action", "cancel", "filter", Map.of("type", "mail")))
                .then()
                .statusCode(202);
        await().atMost(SOON)
                .until(
                        () -> ann.get("/api/v1/tasks?state=CANCELLED")
                                .getList("data")
                                .size(),
                        n -> n == 5);
        execute(
                "UPDATE idempotency SET expires_at = now() - interval '1 year' WHERE tenant = $1 AND key <> 'k4'",
                tenant);

        // When / Then
        assertEquals(3, expired.forget(3).await().atMost(SOON));
        await().atMost(SOON).until(() -> expired.forget(3).await().atMost(SOON) == 0);
        assertEquals(1, execute("SELECT FROM idempotency WHERE tenant = $1", tenant));
        send(ann, task(4, "idempotency_key", "k4")).header("Idempotency-Replayed", "true");
    }

    @Test
    void theKeysOfADeletedTaskAreFreeWhoeverSharesThem() {
        for (String scope : List.of("owner", "tenant", "global")) {
            // Given
            Map<String, Object> task = task(1, "idempotency_key", "k" + tenant, "idempotency", Map.of("scope", scope));
            String id = send(root, task).statusCode(202).extract().path("data.id");
            root.post("/api/v1/tasks/" + id + "/cancel", Map.of()).then().statusCode(200);

            // When
            root.post("/api/v1/tasks/actions", Map.of("action", "delete", "ids", List.of(id)))
                    .then()
                    .statusCode(200);

            // Then
            send(root, task).statusCode(202).body("data.id", not(equalTo(id)));
        }
    }

    @Test
    void repeatsAreCountedByType() {
        // Given
        IntStream.range(0, 3).forEach(i -> send(ann, task(1, "idempotency_key", "k")));
        send(ann, task(2, "idempotency_key", "k")).statusCode(422);
        ann.submit(Map.of("type", "calm", "payload", 1, "idempotency_key", "calm"));
        ann.submit(Map.of("type", "uncounted", "payload", 1));

        // When
        JsonPath stats = ann.get("/api/v1/idempotency/stats?hours=1");

        // Then
        assertEquals(5, stats.getInt("data.submissions"));
        assertEquals(2, stats.getInt("data.firsts"));
        assertEquals(2, stats.getInt("data.hits"));
        assertEquals(1, stats.getInt("data.conflicts"));
        assertEquals(40, stats.getDouble("data.hit_rate_percent"));
        // Five submissions are too few to say anything.
        assertEquals(false, stats.getBoolean("data.warning"));
        assertEquals(100, stats.getInt("data.warn_from"));
        assertEquals(List.of("mail", "calm"), stats.getList("data.types.type"));
        assertEquals(false, stats.getBoolean("data.types[1].warning"));
        assertEquals(3, stats.getInt("data.latency.postgres.count"));
        assertEquals(0, stats.getInt("data.latency.redis.count"));
        bob.call().get("/api/v1/idempotency/stats").then().statusCode(403);
        ann.call().get("/api/v1/idempotency/stats?tenant=x").then().statusCode(403);
        ann.call()
                .get("/api/v1/idempotency/stats?hours=0")
                .then()
                .statusCode(422)
                .body("error.errors[0].field", equalTo("hours"));
        assertEquals(
                5,
                root.get("/api/v1/idempotency/stats?hours=1&tenant=" + tenant).getInt("data.submissions"));
        RestAssured.get("/q/metrics").then().body(containsString("idempotency_hit_rate_percent "));
    }

    @Test
    void nothingReadsATableWhole() {
        Plan.of(pool, KeyedStore.INSERT).readsNoTableWhole();
        Plan.of(pool, Firsts.FIRST).uses("idempotency_pkey").readsNoTableWhole();
        Plan.of(pool, Firsts.EVICT).readsNoTableWhole();
        Plan.of(pool, ExpiredKeys.FORGET).uses("idempotency_by_expiry");
    }
}
