package dev.headrace.task.deadletter;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.headrace.local.fixture.TaskInvariants;
import dev.headrace.platform.identity.Role;
import dev.headrace.task.deadletter.LetterTransition.Cause;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.TaskApi.Worker.Leased;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@OnEngines
@Timeout(120)
class DeadLetterIT {
    private static final String LETTERS = "/api/v1/dead-letters";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Map<String, Object> NO_MORE = Map.of(
            "type", "java.io.IOException", "message", "disk full", "stack", "at a.B.c(B.java:1)", "retryable", false);

    private final String tenant = "t-" + UUID.randomUUID();
    private final TaskApi api = TaskApi.of(tenant, "alone", Role.USER, Role.WORKER, Role.OPERATOR);

    @Inject
    DataSource tables;

    @AfterEach
    void theTablesAgree() throws SQLException {
        try (Connection connection = tables.getConnection()) {
            assertEquals(List.of(), TaskInvariants.broken(connection));
        }
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = tables.getConnection();
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    /** A new task that a worker has given up; returns the id of its dead letter. */
    private String died(TaskApi.Worker worker) {
        String task = api.submit("mail.send");
        worker.answer(worker.next().failed(NO_MORE));
        return letterOf(task).getString("data.id");
    }

    /** The dead letter of a task. */
    private JsonPath letterOf(String task) {
        List<String> ids = api.get(LETTERS + "?task_id=" + task).getList("data.id");
        assertEquals(1, ids.size(), "dead letters of the task");
        return letter(ids.getFirst());
    }

    private JsonPath letter(String id) {
        return api.get(LETTERS + "/" + id);
    }

    private ValidatableResponse decide(String id, String what, Map<String, Object> body) {
        return api.post(LETTERS + "/" + id + "/" + what, body).then();
    }

    private void awaitStatus(String id, String status) {
        await().atMost(PATIENCE).until(() -> letter(id).getString("data.status"), status::equals);
    }

    @Test
    void whatIsGivenUpHasARecordOfItsFailure() {
        // Given
        TaskApi.Worker worker = api.worker();
        String task = api.submit(Map.of("type", "mail.send", "payload", 1, "priority", "HIGH", "max_attempts", 2));

        // When
        worker.answer(worker.next().failed(Map.of("type", "Timeout", "message", "slow", "retry_after_ms", 0)));
        assertEquals(List.of(), api.get(LETTERS).getList("data"));
        worker.answer(
                worker.next().failed(Map.of("type", "java.io.IOException", "message", "disk full", "stack", "at x")));

        // Then
        JsonPath letter = letterOf(task);
        assertEquals("PENDING", letter.getString("data.status"));
        assertEquals(task, letter.getString("data.task_id"));
        assertEquals("mail.send", letter.getString("data.type"));
        assertEquals("HIGH", letter.getString("data.priority"));
        assertEquals("alone", letter.getString("data.owner"));
        assertEquals("ATTEMPTS_EXHAUSTED", letter.getString("data.reason"));
        assertEquals("disk full", letter.getString("data.error.message"));
        assertEquals("at x", letter.getString("data.error.stack"));
        assertEquals(2, letter.getInt("data.attempts"));
        assertEquals(1, letter.getInt("data.deaths"));
        assertNotNull(letter.getString("data.fingerprint"));
        assertEquals(List.of("died"), letter.getList("data.history.action"));
        assertEquals(
                api.task(task).getString("data.attempts[0].finished_at"), letter.getString("data.first_failed_at"));
        assertEquals(api.task(task).getString("data.attempts[1].finished_at"), letter.getString("data.last_failed_at"));
    }

    @Test
    void everyWayToDieLeavesARecord() throws SQLException {
        // Given
        TaskApi.Worker worker = api.worker();
        String late = api.submit(Map.of("type", "a", "payload", 1, "budget_ms", 600_000));
        String unwanted = api.submit(Map.of("type", "b", "payload", 1, "start_within_ms", 600_000));
        String crashing = api.submit("c");

        // When: the limits are reached, and three workers fall silent
        sql("UPDATE expiry SET at = now() WHERE task_id IN ('%s', '%s')".formatted(late, unwanted));
        await().atMost(PATIENCE).until(() -> api.state(late) + api.state(unwanted), "DEADDEAD"::equals);
        while (!"DEAD".equals(api.state(crashing))) {
            List<Leased> leased = worker.lease(Map.of("max", 1, "wait_ms", 500));
            if (!leased.isEmpty()) {
                sql("UPDATE running SET expires_at = now() - interval '1 s' WHERE id = '" + crashing + "'");
            }
        }

        // Then
        assertEquals("BUDGET_EXHAUSTED", letterOf(late).getString("data.reason"));
        assertEquals("NOT_STARTED", letterOf(unwanted).getString("data.reason"));
        assertEquals("CRASHED", letterOf(crashing).getString("data.reason"));
        assertEquals("WorkerLost", letterOf(crashing).getString("data.error.type"));
        assertEquals(3, letterOf(crashing).getInt("data.attempts"));
    }

    @Test
    void aRetriedOneIsResolvedByItsTasksSuccess() {
        // Given
        TaskApi.Worker worker = api.worker();
        String id = died(worker);

        // When
        decide(id, "retry", Map.of("priority", "CRITICAL", "reason", "the disk is larger now"))
                .statusCode(200)
                .body("data.status", equalTo("RETRYING"))
                .body("data.priority", equalTo("CRITICAL"))
                .body("data.next_retry_at", nullValue());
        decide(id, "retry", Map.of()).statusCode(409).body("error.code", equalTo("INVALID_TRANSITION"));
        Leased again = worker.next();
        assertEquals(1, again.attempt());
        worker.answer(again.succeeded());

        // Then
        awaitStatus(id, "RESOLVED");
        JsonPath letter = letter(id);
        assertEquals(List.of("died", "retry", "resolve"), letter.getList("data.history.action"));
        assertEquals("alone", letter.getString("data.history[1].by"));
        assertEquals("priority NORMAL to CRITICAL: the disk is larger now", letter.getString("data.history[1].detail"));
        assertNull(letter.getString("data.history[2].by"));
        assertEquals(
                "was DEAD, priority NORMAL to CRITICAL: the disk is larger now",
                api.task(letter.getString("data.task_id")).getString("data.changes[0].detail"));
    }

    @Test
    void aSuccessThatNobodyToldOfIsFoundInTime() throws SQLException {
        // Given: as if its task had ended on another replica
        TaskApi.Worker worker = api.worker();
        String id = died(worker);
        decide(id, "retry", Map.of()).statusCode(200);
        worker.answer(worker.next().succeeded());
        awaitStatus(id, "RESOLVED");

        // When
        sql("UPDATE dead_letter SET status = 'RETRYING', look_at = now() WHERE id = '" + id + "'");

        // Then
        awaitStatus(id, "RESOLVED");
    }

    @Test
    void oneThatDiesAgainIsTheSameRecord() {
        // Given
        TaskApi.Worker worker = api.worker();
        String id = died(worker);
        decide(id, "notes", Map.of("text", "looks like\nthe disk")).statusCode(200);

        // When
        decide(id, "retry", Map.of()).statusCode(200);
        worker.answer(worker.next().failed(Map.of("message", "still full", "retryable", false)));

        // Then
        JsonPath letter = letter(id);
        assertEquals("PENDING", letter.getString("data.status"));
        assertEquals("still full", letter.getString("data.error.message"));
        assertEquals(2, letter.getInt("data.deaths"));
        assertEquals(2, letter.getInt("data.attempts"));
        assertEquals(List.of("died", "note", "retry", "died"), letter.getList("data.history.action"));
        assertEquals("looks like\nthe disk", letter.getString("data.notes[0].text"));
        assertEquals(1, api.get(LETTERS).getList("data").size());
    }

    @Test
    void aDelayedRetryTellsItsTimeAndACancelAbandonsIt() {
        // Given
        String id = died(api.worker());
        decide(id, "retry", Map.of("delay_ms", 600_000)).statusCode(200);
        JsonPath letter = letter(id);
        assertEquals("RETRYING", letter.getString("data.status"));
        assertNotNull(letter.getString("data.next_retry_at"));

        // When
        api.post("/api/v1/tasks/" + letter.getString("data.task_id") + "/cancel", Map.of())
                .then()
                .statusCode(200);

        // Then
        letter = letter(id);
        assertEquals("ABANDONED", letter.getString("data.status"));
        assertEquals("its task was cancelled", letter.getString("data.history[-1].detail"));
        assertEquals("alone", letter.getString("data.history[-1].by"));
    }

    @Test
    void itFollowsItsTaskIfThatIsRetriedOrDeletedAsATask() {
        // Given
        TaskApi.Worker worker = api.worker();
        String id = died(worker);
        String task = letter(id).getString("data.task_id");

        // When / Then
        api.post("/api/v1/tasks/" + task + "/retry", Map.of("reason", "by hand"))
                .then()
                .statusCode(200);
        assertEquals("RETRYING", letter(id).getString("data.status"));
        worker.answer(worker.next().failed(NO_MORE));
        assertEquals("PENDING", letter(id).getString("data.status"));
        api.post("/api/v1/tasks/actions", Map.of("action", "delete", "ids", List.of(task)))
                .then()
                .body("data.done", equalTo(1));
        api.call().get(LETTERS + "/" + id).then().statusCode(404).body("error.code", equalTo("DEAD_LETTER_NOT_FOUND"));
    }

    @Test
    void theStatementsChangeWhatTheTableAllowsAndNothingElse() throws SQLException {
        Map<String, Cause> causes = Map.of("retry", Cause.RETRY, "resolve", Cause.RESOLVE, "abandon", Cause.ABANDON);
        TaskApi.Worker worker = api.worker();
        for (LetterStatus from : LetterStatus.values()) {
            for (Map.Entry<String, Cause> cause : causes.entrySet()) {
                // Given
                String id = died(worker);
                sql("UPDATE dead_letter SET status = '%s' WHERE id = '%s'".formatted(from, id));

                // When
                int status = decide(id, cause.getKey(), Map.of("reason", "so"))
                        .extract()
                        .statusCode();

                // Then
                Optional<LetterStatus> to = LetterTransition.next(from, cause.getValue());
                assertEquals(to.isPresent() ? 200 : 409, status, from + " " + cause);
                assertEquals(to.orElse(from).name(), letter(id).getString("data.status"), from + " " + cause);
                sql("UPDATE dead_letter SET status = 'PENDING' WHERE id = '%s' AND status = 'RETRYING'".formatted(id));
                worker.lease(Map.of("max", 1)).forEach(leased -> worker.answer(leased.failed(NO_MORE)));
            }
        }
    }

    @Test
    void somebodyTakesItAndDecides() {
        // Given
        String id = died(api.worker());

        // When
        decide(id, "assign", Map.of()).statusCode(200).body("data.assignee", equalTo("alone"));
        decide(id, "assign", Map.of("assignee", "ann")).statusCode(200).body("data.assignee", equalTo("ann"));
        assertEquals(List.of(id), api.get(LETTERS + "?assignee=ann").getList("data.id"));
        decide(id, "abandon", Map.of("reason", "not needed")).statusCode(200);
        decide(id, "resolve", Map.of("reason", "done by hand")).statusCode(200);
        decide(id, "assign", Map.of("assignee", "")).statusCode(200).body("data.assignee", nullValue());

        // Then
        JsonPath letter = letter(id);
        assertEquals("RESOLVED", letter.getString("data.status"));
        assertEquals(
                List.of("died", "assign", "assign", "abandon", "resolve", "assign"),
                letter.getList("data.history.action"));
        assertEquals("DEAD", api.state(letter.getString("data.task_id")));
    }

    @Test
    void nobodySeesOrTouchesWhatIsNotTheirs() {
        // Given
        String id = died(api.worker());
        TaskApi stranger = TaskApi.ofNewTenant();
        TaskApi colleague = TaskApi.of(tenant, "bob", Role.USER);

        for (TaskApi other : List.of(stranger, colleague)) {
            // When / Then
            other.call().get(LETTERS + "/" + id).then().statusCode(404);
            assertEquals(List.of(), other.get(LETTERS).getList("data"));
            assertEquals(List.of(), other.get(LETTERS + "/groups").getList("data"));
            assertEquals(
                    1,
                    other.call().get(LETTERS + "/export.csv").asString().lines().count());
            for (String what : List.of("retry", "resolve", "abandon", "assign")) {
                other.post(LETTERS + "/" + id + "/" + what, Map.of()).then().statusCode(404);
            }
            other.post(LETTERS + "/actions", Map.of("action", "abandon", "ids", List.of(id)))
                    .then()
                    .body("data.results.result", equalTo(List.of("not_found")));
        }
        stranger.call().get(LETTERS + "?tenant=" + tenant).then().statusCode(403);
        colleague.call().get(LETTERS + "?owner=alone").then().statusCode(403);
        assertEquals("PENDING", letter(id).getString("data.status"));
        TaskApi admin = TaskApi.of("other", "root", Role.ADMIN);
        assertEquals(List.of(id), admin.get(LETTERS + "?tenant=" + tenant).getList("data.id"));
    }

    @Test
    void badInputIsNamed() {
        api.call()
                .queryParam("text", " ")
                .get(LETTERS + "?status=GONE&failure_type=BAD&from=now&task_id=x&colour=red&limit=0")
                .then()
                .statusCode(422)
                .body(
                        "error.errors.field",
                        hasItems("status", "failure_type", "from", "task_id", "colour", "limit", "text"));
        api.call().get(LETTERS + "?cursor=zz").then().statusCode(422);
        String id = died(api.worker());
        decide(id, "retry", Map.of("priority", "NOW", "delay_ms", -1, "reason", "x".repeat(501)))
                .statusCode(422)
                .body("error.errors.field", hasItems("priority", "delay_ms", "reason"));
        decide(id, "notes", Map.of("text", " ")).statusCode(422).body("error.errors[0].field", equalTo("text"));
        decide(id, "retry", Map.of("colour", 1)).statusCode(422).body("error.errors[0].field", equalTo("colour"));
        decide("nonsense", "retry", Map.of()).statusCode(404);
    }

    @Test
    void theirNumberIsAMetric() {
        died(api.worker());
        await().atMost(PATIENCE)
                .untilAsserted(() -> api.call()
                        .get("/q/metrics")
                        .then()
                        .body(containsString("dlq_queue_depth{status=\"PENDING\"}")));
    }
}
