package dev.headrace.task.maintain;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.local.fixture.TaskInvariants;
import dev.headrace.task.fixture.OnEngines;
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

/** Limits in time of whole tasks, in every state. */
@OnEngines
@Timeout(90)
class ExpiryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TaskApi api = TaskApi.ofNewTenant();

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

    private String submit(Map<String, Object> limits) {
        var task = new java.util.HashMap<String, Object>(Map.of("type", "timed", "payload", 1));
        task.putAll(limits);
        return api.submit(task);
    }

    private JsonPath dead(String id, String reason) {
        await().atMost(PATIENCE).until(() -> api.state(id), "DEAD"::equals);
        JsonPath task = api.task(id);
        assertEquals(reason, task.getString("data.reason"));
        assertEquals("timed_out", task.getString("data.attempts[-1].outcome"));
        assertNotNull(task.getString("data.finished_at"));
        return task;
    }

    private long expiriesOf(String id) {
        return pool.preparedQuery("SELECT count(*) FROM expiry WHERE task_id = $1")
                .execute(Tuple.of(UUID.fromString(id)))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getLong(0);
    }

    @Test
    void aBudgetEndsATaskThatWaitsOneThatRunsAndOneBetweenAttempts() {
        // Given
        TaskApi.Worker worker = api.worker();
        String retrying = submit(Map.of("budget_ms", 2_500));
        worker.answer(worker.next()
                .failed(Map.of(
                        "type", "AuthenticationError", "message", "m", "retryable", true, "retry_after_ms", 60_000)));
        String running = submit(Map.of("budget_ms", 2_500));
        Leased leased = worker.next();
        String waiting = submit(Map.of("budget_ms", 2_500));
        assertEquals("RETRYING", api.state(retrying));
        assertEquals("RUNNING", api.state(running));
        assertNotNull(api.task(waiting).getString("data.expires_at"));

        // When / Then
        JsonPath waited = dead(waiting, "BUDGET_EXHAUSTED");
        JsonPath ran = dead(running, "BUDGET_EXHAUSTED");
        JsonPath retried = dead(retrying, "BUDGET_EXHAUSTED");
        assertEquals(2_500, waited.getInt("data.budget_ms"));
        assertNull(waited.getString("data.expires_at"));
        assertEquals(worker.id(), ran.getString("data.attempts[-1].worker_id"));
        assertEquals(List.of("failed", "timed_out"), retried.getList("data.attempts.outcome"));
        assertEquals("stale", worker.answer(leased.succeeded()));
        assertTrue(worker.lease(Map.of("max", 10)).isEmpty());
        assertFound(waited, "SYSTEM_CPU_OVERLOAD", "message:limit.workers", "SCALE_RESOURCES");
        assertFound(ran, "TRANSIENT_NETWORK", "message:limit.attempt", "RETRY_WITH_BACKOFF");
        // What its attempts failed of is what helps, not that the time was over.
        assertFound(
                retried,
                "PERMANENT_AUTHENTICATION",
                "message:limit.budget+name:AuthenticationError",
                "FIX_CONFIGURATION");
    }

    /** The attempt, the dead letter, its group and the trend say the same. */
    private void assertFound(JsonPath task, String type, String rule, String remediation) {
        assertEquals(type, task.getString("data.attempts[-1].failure.failure_type"));
        assertEquals(rule, task.getString("data.attempts[-1].failure.rule"));
        assertEquals(remediation, task.getString("data.attempts[-1].failure.remediation"));
        JsonPath letters = api.get("/api/v1/dead-letters?task_id=" + task.getString("data.id"));
        assertEquals(type, letters.getString("data[0].failure.type"));
        assertEquals(rule, letters.getString("data[0].failure.rule"));
        String fingerprint = letters.getString("data[0].fingerprint");
        assertEquals(fingerprint, task.getString("data.attempts[-1].failure.fingerprint"));
        JsonPath groups = api.get("/api/v1/dead-letters/groups?fingerprint=" + fingerprint);
        assertEquals(remediation, groups.getString("data[0].suggestion.remediation"));
        assertTrue(api.get("/api/v1/failures/trends").getList("data.types.type").contains(type));
    }

    @Test
    void anAttemptThatRanTooLongAndWorkersThatFellSilentAreFailuresOfTheirOwnKind() {
        // Given
        TaskApi.Worker worker = api.worker();
        String hung = submit(Map.of("timeout_ms", 1_000, "max_attempts", 1));
        Leased leased = worker.next();

        // When
        execute("UPDATE running SET deadline = now() - interval '1 s' WHERE id = $1", leased.id());
        await().atMost(PATIENCE).until(() -> api.state(hung), "DEAD"::equals);
        String crashing = submit(Map.of("type", "crashing"));
        while (!"DEAD".equals(api.state(crashing))) {
            worker.lease(Map.of("max", 1, "wait_ms", 200))
                    .forEach(l ->
                            execute("UPDATE running SET expires_at = now() - interval '1 s' WHERE id = $1", l.id()));
        }

        // Then
        assertFound(api.task(hung), "TRANSIENT_NETWORK", "message:limit.attempt", "RETRY_WITH_BACKOFF");
        assertFound(api.task(crashing), "UNKNOWN", "name:WorkerLost", "ESCALATE_TO_ADMIN");
    }

    @Test
    void anOperatorsRuleSaysWhatALimitMeans() {
        // Given
        api.post(
                        "/api/v1/failures/rules",
                        Map.of(
                                "rule",
                                Map.of(
                                        "id",
                                        "too-late",
                                        "message",
                                        "within start_within_ms",
                                        "failure_type",
                                        "BUSINESS_LOGIC_VIOLATION")))
                .then()
                .statusCode(201);

        // When
        String late = submit(Map.of("start_within_ms", 1_000));

        // Then
        assertFound(dead(late, "NOT_STARTED"), "BUSINESS_LOGIC_VIOLATION", "operator:too-late", "MANUAL_INVESTIGATION");
    }

    private void execute(String sql, String id) {
        pool.preparedQuery(sql).execute(Tuple.of(UUID.fromString(id))).await().atMost(PATIENCE);
    }

    @Test
    void whoStartedInTimeIsNotHeldToTheStartLimit() {
        // Given
        TaskApi.Worker worker = api.worker();
        String released = submit(Map.of("start_within_ms", 1_000));
        String running = submit(Map.of("start_within_ms", 1_000));
        List<Leased> leased = worker.lease(Map.of("max", 2, "wait_ms", 5_000));
        worker.answer(leased.getFirst().said("released"));
        String late = submit(Map.of("start_within_ms", 1_000, "type", "other"));
        String later = submit(Map.of("start_within_ms", 1_000, "delay_ms", 60_000));

        // When
        dead(late, "NOT_STARTED");
        await().atMost(PATIENCE).until(() -> expiriesOf(released) + expiriesOf(running), n -> n == 0);

        // Then
        assertEquals("READY", api.state(released));
        assertEquals("RUNNING", api.state(running));
        assertEquals("SCHEDULED", api.state(later));
        assertEquals("accepted", worker.answer(leased.getLast().succeeded()));
    }

    @Test
    void theOthersOfASegmentStayInOrderAndWhatEndedBeforeIsLeftAlone() {
        // Given
        List<Map<String, Object>> tasks = IntStream.range(0, 6)
                .<Map<String, Object>>mapToObj(i -> i % 2 == 0
                        ? Map.of("type", "s", "payload", i)
                        : Map.of("type", "s", "payload", i, "start_within_ms", 1_000))
                .toList();
        List<String> ids =
                api.post("/api/v1/tasks/bulk", Map.of("tasks", tasks)).path("data.results.id");
        TaskApi.Worker worker = api.worker();
        String done = submit(Map.of("budget_ms", 1_500, "priority", "CRITICAL"));
        worker.answer(worker.next().succeeded());

        // When
        dead(ids.get(5), "NOT_STARTED");
        dead(ids.get(1), "NOT_STARTED");
        await().atMost(PATIENCE).until(() -> expiriesOf(done), n -> n == 0);

        // Then
        assertEquals("SUCCEEDED", api.state(done));
        assertEquals(
                List.of(ids.get(0), ids.get(2), ids.get(4)),
                worker.lease(Map.of("max", 10)).stream().map(Leased::id).toList());
    }

    @Test
    void aLimitALeaseAndAnAnswerNeverBothWin() {
        // Given: tasks that run out of budget just while they are leased and answered
        List<String> ids = new ArrayList<>();
        for (int part = 0; part < 5; part++) {
            int budget = 1_000 + part * 150;
            List<Map<String, Object>> tasks = IntStream.range(0, 400)
                    .<Map<String, Object>>mapToObj(i -> Map.of("type", "race", "payload", i, "budget_ms", budget))
                    .toList();
            ids.addAll(api.post("/api/v1/tasks/bulk", Map.of("tasks", tasks)).path("data.results.id"));
        }
        TaskApi.Worker worker = api.worker();
        int accepted = 0;

        // When
        long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
        while (System.nanoTime() < end) {
            List<Leased> leased = worker.lease(Map.of("max", 20, "wait_ms", 100));
            List<String> answers = leased.isEmpty()
                    ? List.of()
                    : worker.answer(leased.stream().map(Leased::succeeded).toList());
            accepted += (int) answers.stream().filter("accepted"::equals).count();
        }

        // Then
        var counts = pool.preparedQuery("""
                        SELECT count(*) FILTER (WHERE state = 'SUCCEEDED') AS succeeded,
                               count(*) FILTER (WHERE state = 'DEAD') AS dead,
                               (SELECT count(*) FROM attempt WHERE task_id = ANY ($1)) AS attempts
                        FROM task_now WHERE id = ANY ($1)
                        """)
                .execute(Tuple.of(ids.stream().map(UUID::fromString).toArray(UUID[]::new)))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next();
        assertEquals(accepted, counts.getLong("succeeded"));
        assertEquals(2_000 - accepted, counts.getLong("dead"));
        assertEquals(2_000, counts.getLong("attempts"));
        assertTrue(accepted > 0 && accepted < 2_000, "the race had two sides, accepted " + accepted);
    }

    @Test
    void limitsThatMakeNoSenseAreNamed() {
        api.post(
                        "/api/v1/tasks",
                        Map.of("type", "t", "payload", 1, "delay_ms", 5_000, "budget_ms", 5_000, "start_within_ms", 1))
                .then()
                .statusCode(422)
                .body("error.errors.field", hasItems("budget_ms", "start_within_ms"));
        api.post("/api/v1/tasks", Map.of("type", "t", "payload", 1, "budget_ms", "soon"))
                .then()
                .body("error.errors[0].field", equalTo("budget_ms"));
    }
}
