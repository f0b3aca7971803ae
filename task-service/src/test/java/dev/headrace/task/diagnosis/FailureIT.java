package dev.headrace.task.diagnosis;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a failed attempt is found to be, and what follows from it. */
@OnEngines
@Timeout(60)
class FailureIT {
    private final TaskApi api = TaskApi.ofNewTenant();
    private TaskApi.Worker worker = new TaskApi.Worker(api, "");

    @BeforeEach
    void register() {
        worker = api.worker();
    }

    private JsonPath failed(Map<String, Object> error) {
        return failed("report.daily", error);
    }

    /** Of a type that no other task has which may come back meanwhile. */
    private JsonPath failed(String type, Map<String, Object> error) {
        String id = api.submit(Map.of("type", type, "payload", Map.of(), "max_attempts", 5));
        assertEquals("accepted", worker.answer(worker.next(type).failed(error)));
        return api.task(id);
    }

    /** Jitter may have made the delay so short that it is over. */
    private static void comesAgain(JsonPath task) {
        String state = task.getString("data.state");
        assertTrue(Set.of("RETRYING", "READY").contains(state), state);
    }

    @Test
    void aTransientFailureIsTriedAgainByThePolicyOfItsTypeAndThePageSaysWhy() {
        // When
        JsonPath task = failed(Map.of("type", "java.net.ConnectException", "message", "Connection refused"));

        // Then
        comesAgain(task);
        String failure = "data.attempts[0].failure.";
        assertEquals("TRANSIENT_NETWORK", task.getString(failure + "failure_type"));
        assertEquals(0.95, task.getDouble(failure + "confidence"), 0.001);
        assertEquals("name:ConnectException", task.getString(failure + "rule"));
        assertEquals("RETRY_WITH_BACKOFF", task.getString(failure + "remediation"));
        assertEquals("LOW", task.getString(failure + "alert_level"));
        assertTrue(task.getString(failure + "fingerprint").matches("[0-9a-f]{16}"));
        assertEquals("class TRANSIENT_NETWORK", task.getString(failure + "retry.policy"));
        assertTrue(task.getString(failure + "retry.why").contains("TRANSIENT_NETWORK has one"));
        assertTrue(task.getLong(failure + "retry.delay_ms") <= 1_000);
    }

    @Test
    void aPermanentFailureIsDeadAtOnce() {
        JsonPath task = failed(Map.of("type", "pydantic.ValidationError", "message", "1 validation error for Order"));
        assertEquals("DEAD", task.getString("data.state"));
        assertEquals("PERMANENT_FAILURE", task.getString("data.reason"));
        assertEquals("PERMANENT_INVALID_INPUT", task.getString("data.attempts[0].failure.failure_type"));
        assertNull(task.get("data.attempts[0].failure.retry"));
    }

    @Test
    void theWorkerKnowsBetter() {
        comesAgain(failed(Map.of("type", "ValidationError", "retryable", true)));
        JsonPath dead = failed("report.weekly", Map.of("type", "java.net.ConnectException", "retryable", false));
        assertEquals("DEAD", dead.getString("data.state"));
        assertEquals("NOT_RETRYABLE", dead.getString("data.reason"));
        assertEquals("TRANSIENT_NETWORK", dead.getString("data.attempts[0].failure.failure_type"));
    }

    @Test
    void aGuessKillsNoTask() {
        JsonPath task = failed(Map.of("type", "ValueError", "message", "odd"));
        assertEquals("PERMANENT_INVALID_INPUT", task.getString("data.attempts[0].failure.failure_type"));
        comesAgain(task);
    }

    @Test
    void whoIsAskedToSlowDownWaitsAsLong() {
        JsonPath said = failed(Map.of("type", "RateLimitError", "message", "Rate limit. Please try again in 20s."));
        assertEquals(20_000, said.getLong("data.attempts[0].failure.retry.delay_ms"));
        JsonPath named = failed(Map.of("http_status", 429, "message", "no", "retry_after_ms", 7_000));
        assertEquals("TRANSIENT_RATE_LIMIT", named.getString("data.attempts[0].failure.failure_type"));
        assertEquals(7_000, named.getLong("data.attempts[0].failure.retry.delay_ms"));
    }

    @Test
    void theTasksOwnPolicySaysWhenButNotWhether() {
        // Given
        Map<String, Object> own = Map.of("strategy", "fixed", "base_ms", 3_000, "jitter", "none");
        String id = api.submit(Map.of("type", "a", "payload", 1, "max_attempts", 5, "retry", own));
        worker.answer(worker.next().failed(Map.of("type", "java.net.ConnectException")));
        String dead = api.submit(Map.of("type", "b", "payload", 1, "max_attempts", 5, "retry", own));

        // When
        worker.answer(worker.next().failed(Map.of("type", "ValidationError")));

        // Then
        assertEquals("task", api.task(id).getString("data.attempts[0].failure.retry.policy"));
        assertEquals(3_000, api.task(id).getLong("data.attempts[0].failure.retry.delay_ms"));
        assertEquals("DEAD", api.state(dead));
    }

    @Test
    void successesAndFailuresOfOneCallAreEachRecorded() {
        // Given
        for (int i = 0; i < 3; i++) {
            api.submit(Map.of("type", "mixed", "payload", i));
        }
        List<TaskApi.Worker.Leased> leased = worker.lease(Map.of("max", 3, "wait_ms", 5_000));

        // When
        worker.answer(List.of(
                leased.get(0).succeeded(),
                leased.get(1).failed(Map.of("type", "ValidationError")),
                leased.get(2).succeeded()));

        // Then
        assertEquals("SUCCEEDED", api.state(leased.get(0).id()));
        assertNull(api.task(leased.get(0).id()).get("data.attempts[0].failure"));
        assertEquals(
                "PERMANENT_INVALID_INPUT",
                api.task(leased.get(1).id()).getString("data.attempts[0].failure.failure_type"));
    }

    @Test
    void aLeaseThatAnotherReplicaGaveIsClassifiedToo() {
        // A graceful cancel that is under way is known to the database only
        String id = api.submit(Map.of("type", "stopping", "payload", 1, "max_attempts", 5));
        var leased = worker.next();
        api.post("/api/v1/tasks/" + id + "/cancel", Map.of("mode", "graceful"));
        worker.answer(leased.failed(Map.of("type", "java.net.ConnectException")));
        assertEquals("CANCELLED", api.state(id));
        assertEquals("TRANSIENT_NETWORK", api.task(id).getString("data.attempts[0].failure.failure_type"));
    }

    @Test
    void failuresAreCountedByTypeAndTask() {
        failed(Map.of("type", "java.net.ConnectException"));
        String metrics = given().get("/q/metrics").asString();
        assertTrue(
                metrics.lines()
                        .anyMatch(l -> l.startsWith("task_failure_total{")
                                && l.contains("failure_type=\"TRANSIENT_NETWORK\"")
                                && l.contains("task_name=\"report.daily\"")),
                metrics);
    }

    @Test
    void whatAnErrorWouldBeCanBeAsked() {
        JsonPath answer = api.post(
                        "/api/v1/failures/classify",
                        Map.of("error", Map.of("type", "requests.exceptions.HTTPError", "message", "503 Server Error")))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertEquals("EXTERNAL_SERVICE_UNAVAILABLE", answer.getString("data.failure_type"));
        assertEquals("class", answer.getString("data.policy.source"));
        assertEquals("decorrelated", answer.getString("data.policy.strategy"));
        assertEquals(15, api.get("/api/v1/failures/types").getList("data.types").size());

        List<String> fields = api.post(
                        "/api/v1/failures/classify", Map.of("attempt", 0, "rule", Map.of("id", "X", "message", "(")))
                .then()
                .statusCode(422)
                .extract()
                .path("error.errors.field");
        assertEquals(List.of("error", "attempt", "rule.id", "rule.failure_type", "rule.message"), fields);
    }
}
