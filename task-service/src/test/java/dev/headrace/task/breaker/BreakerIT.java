package dev.headrace.task.breaker;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.Plan;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.TaskApi.Worker;
import dev.headrace.task.fixture.TaskApi.Worker.Leased;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks of a type whose dependency fails wait, and a few find out when it works again. */
@OnEngines
@Timeout(60)
class BreakerIT {
    private static final Map<String, Object> REFUSED =
            Map.of("type", "java.net.ConnectException", "message", "Connection refused", "retry_after_ms", 0);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String tenant = "t-" + UUID.randomUUID();
    private final TaskApi api = TaskApi.of(tenant, "alone", Role.USER, Role.WORKER, Role.OPERATOR);

    @Inject
    Pool pool;

    private void settings(String name, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(
                Map.of("enabled", true, "min_count", 4, "probes", 1, "open_ms", 3_600_000, "max_open_ms", 86_400_000));
        all.putAll(more);
        api.call().body(all).put("/api/v1/breakers/" + name).then().statusCode(200);
    }

    private JsonPath breaker(String name) {
        return api.get("/api/v1/breakers/" + name);
    }

    private void awaitState(String name, String state) {
        await().atMost(PATIENCE).until(() -> breaker(name).getString("data.state"), equalTo(state));
    }

    private Response ask(String name, String what, Map<String, Object> wish) {
        return api.post("/api/v1/breakers/" + name + "/" + what, wish);
    }

    private String submit(String type) {
        return api.submit(Map.of("type", type, "payload", 1, "max_attempts", 20));
    }

    /** Fails as many tasks of a type as it has; each is due again at once. */
    private void fail(Worker worker, int attempts) {
        for (int done = 0; done < attempts; done++) {
            worker.answer(worker.next().failed(REFUSED));
        }
    }

    /** So much time passes for an open breaker. */
    private void timeIsUp(String name) {
        pool.preparedQuery("UPDATE breaker SET retry_at = now() WHERE tenant = $1 AND name = $2")
                .execute(Tuple.of(tenant, name))
                .await()
                .atMost(PATIENCE);
    }

    @Test
    void opensAfterFailuresKeepsTasksAndClosesByAProbe() {
        // Given
        settings("type:mail", Map.of());
        Worker worker = api.worker();
        String task = submit("mail");

        // When
        fail(worker, 4);

        // Then: the task is ready and stays so; a new one is not handed over; others are
        awaitState("type:mail", "OPEN");
        await().atMost(PATIENCE).until(() -> api.state(task), equalTo("READY"));
        String second = submit("mail");
        String other = api.submit("other");
        assertEquals(other, worker.next().id());
        assertTrue(worker.lease(Map.of("max", 10)).isEmpty());
        JsonPath waiting = api.task(second);
        assertEquals("BREAKER", waiting.getString("data.waiting.reason"));
        String detail = waiting.getString("data.waiting.detail");
        assertTrue(
                detail.contains("type:mail is open: 4 of 4 attempts failed") && detail.contains("tries again at"),
                detail);
        assertTrue(breaker("type:mail").getLong("data.counts.rejections") > 0);

        // When its time is up one is let through, and no more
        timeIsUp("type:mail");
        List<Leased> probe = worker.lease(Map.of("max", 10, "wait_ms", 10_000));
        assertEquals(1, probe.size());
        assertEquals("HALF_OPEN", breaker("type:mail").getString("data.state"));
        assertTrue(worker.lease(Map.of("max", 10, "wait_ms", 1_000)).isEmpty());

        // When it fails, the breaker is open for longer
        worker.answer(probe.getFirst().failed(REFUSED));
        awaitState("type:mail", "OPEN");
        assertEquals(2, breaker("type:mail").getInt("data.trips"));

        // When the next one succeeds, all follow
        timeIsUp("type:mail");
        worker.answer(worker.next().succeeded());
        awaitState("type:mail", "CLOSED");
        assertEquals(1, worker.lease(Map.of("max", 10, "wait_ms", 10_000)).size());
        assertEquals(
                List.of("PROBE_SUCCEEDED", "TIME_IS_UP", "PROBE_FAILED", "TIME_IS_UP", "TOO_MANY_FAILURES"),
                breaker("type:mail").getList("data.changes.cause"));
    }

    @Test
    void whatIsATasksOwnFaultOpensNothing() {
        // Given
        settings("type:form", Map.of());
        Worker worker = api.worker();

        // When
        for (int i = 0; i < 6; i++) {
            api.submit("form");
            worker.answer(worker.next()
                    .failed(Map.of("type", "ValidationError", "message", "invalid input: name is required")));
        }

        // Then
        assertEquals(0, breaker("type:form").getInt("data.counts.failures"));
        assertEquals("CLOSED", breaker("type:form").getString("data.state"));
    }

    @Test
    void successesKeepItClosedBelowTheRate() {
        // Given
        settings("type:mixed", Map.of("failure_rate", 0.6));
        Worker worker = api.worker();

        // When half of the attempts fail
        for (int i = 0; i < 4; i++) {
            submit("mixed");
            worker.answer(worker.next().succeeded());
        }
        submit("mixed");
        fail(worker, 4);

        // Then
        assertEquals(8, breaker("type:mixed").getInt("data.counts.attempts"));
        assertEquals("CLOSED", breaker("type:mixed").getString("data.state"));
    }

    @Test
    void failuresThatReplicasSawTogetherOpenIt() {
        // Given: another replica has counted ten of ten
        settings("type:spread", Map.of("min_count", 12));
        pool.preparedQuery("INSERT INTO breaker_count VALUES ($1, 'type:spread', gen_random_uuid(), 10, 10, now())")
                .execute(Tuple.of(tenant))
                .await()
                .atMost(PATIENCE);
        submit("spread");

        // When this one sees two
        fail(api.worker(), 2);

        // Then
        awaitState("type:spread", "OPEN");
        assertTrue(breaker("type:spread").getString("data.reason").startsWith("12 of 12"));
    }

    @Test
    void aPersonOpensAndClosesAndSaysWhy() {
        // Given
        Worker worker = api.worker();
        String task = api.submit("manual");

        // When
        ask("type:manual", "open", Map.of("reason", "the provider moves today"))
                .then()
                .statusCode(200);

        // Then
        assertTrue(worker.lease(Map.of("max", 1)).isEmpty());
        assertTrue(api.task(task)
                .getString("data.waiting.detail")
                .contains("the provider moves today; it stays so until"));
        JsonPath open = breaker("type:manual");
        assertEquals("alone", open.getString("data.by"));
        assertEquals(
                List.of("type:manual"), api.get("/api/v1/breakers?state=OPEN").getList("data.name"));

        // When
        ask("type:manual", "close", Map.of("reason", "it has moved")).then().statusCode(200);

        // Then
        assertEquals(task, worker.next().id());
        assertEquals(
                List.of("it has moved", "the provider moves today"),
                breaker("type:manual").getList("data.changes.reason"));
    }

    @Test
    void anotherTenantsTasksGoOn() {
        ask("type:shared", "open", Map.of("reason", "ours alone")).then().statusCode(200);
        TaskApi other = TaskApi.ofNewTenant();
        String task = other.submit("shared");
        assertEquals(task, other.worker().next().id());
        assertEquals("CLOSED", other.get("/api/v1/breakers/type:shared").getString("data.state"));
    }

    @Test
    void oneThatIsOpenForATimeLetsAProbeThroughByItself() {
        // Given
        api.submit("timed");
        Worker worker = api.worker();

        // When
        ask("type:timed", "open", Map.of("reason", "for a moment", "for_ms", 1_000))
                .then()
                .statusCode(200);
        assertFalse(worker.lease(Map.of("max", 1, "wait_ms", 10_000)).isEmpty());

        // Then
        assertEquals("HALF_OPEN", breaker("type:timed").getString("data.state"));
    }

    @Test
    void wrongInputIsNamedByField() {
        List<String> fields = api.call()
                .body(Map.of("failure_rate", 1.5, "min_count", 0, "open_ms", 1, "probes", 0))
                .put("/api/v1/breakers/mail")
                .then()
                .statusCode(422)
                .extract()
                .path("error.errors.field");
        assertEquals(List.of("name", "failure_rate", "min_count", "open_ms", "probes"), fields);
        ask("type:x", "open", Map.of()).then().statusCode(422);
        ask("type:x", "close", Map.of("reason", "r", "for_ms", 5_000)).then().statusCode(422);
        TaskApi.of(tenant, "somebody", Role.USER)
                .post("/api/v1/breakers/type:x/open", Map.of("reason", "r"))
                .then()
                .statusCode(403);
    }

    @Test
    void countsAreComparedByTheIndex() {
        Plan.of(pool, MergeStore.MERGE)
                .uses("breaker_count_pkey")
                .uses("breaker_count_by_age")
                .readsNoTableWhole();
        Plan.of(pool, BreakerLookup.LIST)
                .uses("breaker_pkey")
                .uses("breaker_count_pkey")
                .readsNoTableWhole();
        Plan.of(pool, BreakerLookup.CHANGES).uses("breaker_change_pkey").readsNoTableWhole();
    }
}
