package dev.headrace.task.action;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.local.fixture.TaskInvariants;
import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.BulkActions;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.Plan;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.TaskApi.Worker.Leased;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@OnEngines
@Timeout(120)
class ActionIT {
    private static final String ACTIONS = "/api/v1/tasks/actions";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TaskApi api = TaskApi.ofNewTenant();
    private final BulkActions actions = new BulkActions(api, ACTIONS);

    @Inject
    Pool pool;

    @Inject
    DataSource tables;

    @AfterEach
    void theTablesAgree() throws SQLException {
        try (Connection connection = tables.getConnection()) {
            assertEquals(List.of(), TaskInvariants.broken(connection));
        }
    }

    private List<String> submit(int n, String type, Map<String, Object> more) {
        List<String> ids = new ArrayList<>();
        for (int from = 0; from < n; from += 1_000) {
            List<Map<String, Object>> tasks = IntStream.range(from, Math.min(n, from + 1_000))
                    .<Map<String, Object>>mapToObj(i -> {
                        var task = new java.util.HashMap<String, Object>(Map.of("type", type, "payload", i));
                        task.putAll(more);
                        return task;
                    })
                    .toList();
            ids.addAll(api.post("/api/v1/tasks/bulk", Map.of("tasks", tasks))
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("data.results.id"));
        }
        return ids;
    }

    @Test
    void eachIdHasItsOwnResult() {
        // Given
        TaskApi.Worker worker = api.worker();
        String done = api.submit("a");
        worker.answer(worker.next().succeeded());
        String running = api.submit("a");
        worker.next();
        String waiting = api.submit("a");
        String foreign = TaskApi.ofNewTenant().submit("a");

        // When
        List<String> ids = List.of(waiting, done, running, foreign, "nonsense", waiting);
        actions.act(Map.of("action", "cancel", "ids", ids, "dry_run", true))
                .statusCode(200)
                .body(
                        "data.results.result",
                        equalTo(List.of("done", "skipped", "done", "not_found", "invalid", "duplicate")));
        assertEquals("READY", api.state(waiting));
        String action = actions.act(Map.of("action", "cancel", "ids", ids))
                .statusCode(200)
                .body("data.done", equalTo(2))
                .body("data.skipped", equalTo(4))
                .body(
                        "data.results.result",
                        equalTo(List.of("done", "skipped", "requested", "not_found", "invalid", "duplicate")))
                .body(
                        "data.results[1].reason",
                        equalTo("The task is SUCCEEDED; only what has not ended can be cancelled"))
                .extract()
                .path("data.action_id");

        // Then
        assertEquals("CANCELLED", api.state(waiting));
        JsonPath seen = api.task(running);
        assertEquals("asked its worker to stop", seen.getString("data.changes[0].detail"));
        assertEquals(action, seen.getString("data.changes[0].bulk_action"));
        JsonPath kept = api.get(ACTIONS + "/" + action);
        assertEquals("DONE", kept.getString("data.state"));
        assertEquals(1, kept.getInt("data.reasons.SUCCEEDED"));
        assertEquals(1, kept.getInt("data.reasons.NOT_FOUND"));
    }

    @Test
    void aFilterIsWorkedOffInStepsAndTouchesWhatMatchesOnly() {
        // Given
        submit(1_700, "many", Map.of());
        List<String> others = submit(3, "few", Map.of());

        // When
        actions.act(Map.of("action", "cancel", "filter", Map.of("type", "many"), "dry_run", true))
                .statusCode(200)
                .body("data.matched", equalTo(1_700))
                .body("data.applicable", equalTo(1_700))
                .body("data.exact", equalTo(true))
                .body("data.by_state.READY", equalTo(1_700));
        String id = actions.act(Map.of(
                        "action", "cancel", "filter", Map.of("type", "man*", "state", List.of("READY", "RUNNING"))))
                .statusCode(202)
                .body("data.state", notNullValue())
                .extract()
                .path("data.id");
        JsonPath action = actions.finished(id);

        // Then
        assertEquals("DONE", action.getString("data.state"));
        assertEquals(1_700, action.getInt("data.matched"));
        assertEquals(1_700, action.getInt("data.done"));
        assertEquals("alone", action.getString("data.created_by"));
        assertEquals(others.reversed(), api.get("/api/v1/tasks?state=READY").getList("data.id"));
        assertEquals(
                500,
                api.get("/api/v1/tasks?state=CANCELLED&limit=500")
                        .getList("data.id")
                        .size());
        assertEquals(id, api.get(ACTIONS + "?limit=1").getString("data[0].id"));
        TaskApi.ofNewTenant().call().get(ACTIONS + "/" + id).then().statusCode(404);
    }

    @Test
    void anotherPriorityCountsForTheOrderAndForRetries() {
        // Given
        List<String> bulk = submit(700, "b", Map.of("priority", "BULK"));
        submit(5, "n", Map.of("priority", "NORMAL"));
        String later = api.submit(Map.of("type", "b", "payload", 1, "delay_ms", 60_000));

        // When
        String id = actions.act(Map.of("action", "reprioritise", "priority", "HIGH", "filter", Map.of("type", "b")))
                .statusCode(202)
                .extract()
                .path("data.id");
        JsonPath action = actions.finished(id);

        // Then
        assertEquals(701, action.getInt("data.done"), action::prettify);
        TaskApi.Worker worker = api.worker();
        Leased first = worker.next();
        assertTrue(bulk.contains(first.id()));
        worker.answer(first.failed(Map.of("message", "m", "retry_after_ms", 0)));
        assertEquals("HIGH", api.task(first.id()).getString("data.priority"));
        assertEquals("BULK to HIGH", api.task(first.id()).getString("data.changes[0].detail"));
        assertEquals("HIGH", api.task(later).getString("data.priority"));
        assertEquals("SCHEDULED", api.state(later));
        assertEquals(
                700,
                worker.lease(Map.of("max", 1_000)).stream()
                        .filter(l -> "b".equals(l.type()))
                        .limit(700)
                        .count());
    }

    @Test
    void whatHasEndedCanBeDeletedAndItsKeyIsFreeAgain() {
        // Given
        String done = api.submit(Map.of("type", "d", "payload", 1, "idempotency_key", "k", "budget_ms", 600_000));
        TaskApi.Worker worker = api.worker();
        worker.answer(worker.next().succeeded());
        String waiting = api.submit("d");

        // When
        actions.act(Map.of("action", "delete", "ids", List.of(done, waiting)))
                .statusCode(200)
                .body("data.results.result", equalTo(List.of("done", "skipped")));

        // Then
        api.call().get("/api/v1/tasks/" + done).then().statusCode(404);
        assertEquals("READY", api.state(waiting));
        String again = api.submit(Map.of("type", "d", "payload", 1, "idempotency_key", "k"));
        assertTrue(!again.equals(done));
        long left = pool.preparedQuery("""
                        SELECT (SELECT count(*) FROM attempt WHERE task_id = $1)
                             + (SELECT count(*) FROM expiry WHERE task_id = $1)
                             + (SELECT count(*) FROM time_limit WHERE task_id = $1)
                        """)
                .execute(Tuple.of(UUID.fromString(done)))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getLong(0);
        assertEquals(0, left);
    }

    @Test
    void theDeadAreRetriedAllTogetherAtARateAndTheActionCanBeStopped() {
        // Given
        submit(40, "r", Map.of("max_attempts", 1));
        TaskApi.Worker worker = api.worker();
        worker.answer(worker.lease(Map.of("max", 40, "wait_ms", 5_000)).stream()
                .map(l -> l.failed(Map.of("type", "IOError", "message", "disk full")))
                .toList());

        // When
        Map<String, Object> filter = Map.of("state", "DEAD", "text", "DISK");
        String slow = actions.act(Map.of("action", "retry", "filter", filter, "rate_per_s", 10))
                .statusCode(202)
                .extract()
                .path("data.id");
        await().atMost(PATIENCE).until(() -> api.get(ACTIONS + "/" + slow).getInt("data.done"), n -> n >= 10 && n < 40);
        api.post(ACTIONS + "/" + slow + "/stop", Map.of())
                .then()
                .statusCode(200)
                .body("data.state", equalTo("STOPPED"));
        int done = api.get(ACTIONS + "/" + slow).getInt("data.done");

        // Then
        assertEquals(
                40 - done,
                api.get("/api/v1/tasks?state=DEAD&limit=500").getList("data").size());
        String rest = actions.act(Map.of("action", "retry", "filter", filter))
                .extract()
                .path("data.id");
        assertEquals(40 - done, actions.finished(rest).getInt("data.done"));
        assertEquals(40, worker.lease(Map.of("max", 100, "wait_ms", 1_000)).size());
    }

    @Test
    void anActionWhoseReplicaDiedGoesOnFromWhereItWas() {
        // Given: a step that was begun, and nobody to end it
        List<String> ids = submit(10, "x", Map.of());
        String tenant = api.task(ids.getFirst()).getString("data.tenant");
        UUID id = UUID.fromString("ffffffff-0000-7000-8000-" + tenant.substring(tenant.length() - 12));
        pool.preparedQuery("""
                        INSERT INTO bulk_action (id, tenant, owner, scope_tenant, request, state, position, matched, done, step, next_at)
                        VALUES ($1, $2, 'alone', $2, '{"action":"cancel","filter":{"type":"x"}}', 'RUNNING', $3, 4, 4, 7,
                                now() + interval '1 s')
                        """)
                .execute(Tuple.of(id, tenant, UUID.fromString(ids.get(6))))
                .await()
                .atMost(PATIENCE);

        // When
        JsonPath action = actions.finished(id.toString());

        // Then: the four newest were done before
        assertEquals("DONE", action.getString("data.state"));
        assertEquals(10, action.getInt("data.done"));
        assertEquals("READY", api.state(ids.get(6)));
        assertEquals("CANCELLED", api.state(ids.get(5)));
    }

    @Test
    void aCancelOfAllAndWorkersNeverBothWin() {
        // Given
        List<String> ids = submit(3_000, "race", Map.of());
        TaskApi.Worker worker = api.worker();

        // When
        String id = actions.act(Map.of(
                        "action", "cancel", "mode", "force", "filter", Map.of("type", "race"), "rate_per_s", 1_000))
                .statusCode(202)
                .extract()
                .path("data.id");
        int accepted = 0;
        while (true) {
            List<Leased> leased = worker.lease(Map.of("max", 25, "wait_ms", 200));
            if (leased.isEmpty()) {
                break;
            }
            accepted +=
                    (int) worker.answer(leased.stream().map(Leased::succeeded).toList()).stream()
                            .filter("accepted"::equals)
                            .count();
        }
        JsonPath action = actions.finished(id);

        // Then
        var counts = pool.preparedQuery("""
                        SELECT count(*) FILTER (WHERE state = 'SUCCEEDED') AS succeeded,
                               count(*) FILTER (WHERE state = 'CANCELLED') AS cancelled,
                               (SELECT count(*) FROM attempt WHERE task_id = ANY ($1)) AS attempts
                        FROM task_now WHERE id = ANY ($1)
                        """)
                .execute(Tuple.of(ids.stream().map(UUID::fromString).toArray(UUID[]::new)))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next();
        assertEquals(accepted, counts.getLong("succeeded"));
        assertEquals(3_000 - accepted, counts.getLong("cancelled"));
        assertEquals(3_000, counts.getLong("attempts"));
        assertEquals(3_000 - accepted, action.getInt("data.done"), action::prettify);
        assertTrue(accepted > 0 && accepted < 3_000, "the race had two sides, accepted " + accepted);
    }

    @Test
    void aUserActsOnItsOwnTasksOnly() {
        // Given
        String tenant = "t-" + UUID.randomUUID();
        TaskApi ann = TaskApi.of(tenant, "ann", Role.USER);
        TaskApi bob = TaskApi.of(tenant, "bob", Role.USER);
        String hers = ann.submit("u");
        String his = bob.submit("u");

        // When
        String id = ann.post(ACTIONS, Map.of("action", "cancel", "filter", Map.of("type", "u")))
                .path("data.id");
        await().atMost(PATIENCE).until(() -> ann.get(ACTIONS + "/" + id).getString("data.state"), "DONE"::equals);

        // Then
        assertEquals("CANCELLED", ann.state(hers));
        assertEquals("READY", bob.state(his));
        bob.call().get(ACTIONS + "/" + id).then().statusCode(404);
        ann.post(ACTIONS, Map.of("action", "cancel", "filter", Map.of("owner", "bob")))
                .then()
                .statusCode(403);
    }

    @Test
    void badInputIsNamed() {
        actions.act(Map.of("action", "explode", "rate_per_s", 0, "mode", "politely"))
                .statusCode(422)
                .body("error.errors.field", hasItems("action", "filter", "rate_per_s", "mode"));
        actions.act(Map.of("action", "reprioritise", "ids", List.of("x"), "delay_ms", 5))
                .statusCode(422)
                .body("error.errors.field", hasItems("priority", "delay_ms"));
        actions.act(Map.of("action", "cancel", "filter", Map.of()))
                .statusCode(422)
                .body("error.errors[0].field", equalTo("filter"));
        actions.act(Map.of("action", "cancel", "filter", Map.of("state", List.of("GONE"), "created_after", "now")))
                .statusCode(422)
                .body("error.errors.field", hasItems("filter.state", "filter.created_after"));
        actions.act(Map.of("action", "cancel", "filter", Map.of("colour", "red")))
                .body("error.errors[0].field", equalTo("filter.colour"));
        actions.act(Map.of(
                        "action",
                        "delete",
                        "ids",
                        IntStream.range(0, 1_001).mapToObj(i -> "x").toList()))
                .statusCode(422)
                .body("error.errors[0].field", equalTo("ids.length"));
        api.call().get(ACTIONS + "/nothing").then().statusCode(404);
    }

    @Test
    void theNextStepIsFoundByIndex() {
        Plan.of(pool, ActionStore.BEGIN_STEP).uses("bulk_action_open").readsNoTableWhole();
    }
}
