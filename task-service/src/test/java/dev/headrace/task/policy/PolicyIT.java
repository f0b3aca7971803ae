package dev.headrace.task.policy;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.Plan;
import dev.headrace.task.fixture.TaskApi;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operators' retry policies, and how well they do. */
@OnEngines
@Timeout(60)
class PolicyIT {
    private static final Map<String, Object> QUICK = Map.of("strategy", "fixed", "base_ms", 1, "jitter", "none");

    private final String tenant = "t-" + UUID.randomUUID();
    private final TaskApi api = TaskApi.of(tenant, "ann", Role.USER, Role.WORKER, Role.OPERATOR);

    @Inject
    Pool pool;

    private void put(String name, Map<String, Object> policy) {
        api.call().body(policy).put("/api/v1/retry-policies/" + name).then().statusCode(200);
    }

    private String policyOf(String type, String error) {
        TaskApi.Worker worker = api.worker();
        String id = api.submit(Map.of("type", type, "payload", 1, "max_attempts", 5));
        worker.answer(worker.next(type).failed(Map.of("type", error)));
        JsonPath task = api.task(id);
        return task.getString("data.state") + " " + task.getString("data.attempts[0].failure.retry.policy");
    }

    @Test
    void thePolicyOfATypeComesBeforeThatOfAFailure() {
        // Given
        put("chart.*", Map.of("strategy", "fixed", "base_ms", 60_000));
        put("TRANSIENT_NETWORK", Map.of("strategy", "linear", "base_ms", 60_000));
        put("once.*", Map.of("retry", false));

        // Then
        assertEquals("RETRYING type chart.*", policyOf("chart.daily", "java.net.ConnectException"));
        assertEquals("RETRYING class TRANSIENT_NETWORK", policyOf("mail", "java.net.ConnectException"));
        assertEquals("RETRYING default", policyOf("mail", "Oops"));
        assertEquals("DEAD null", policyOf("once.only", "Oops"));

        // When
        api.call().delete("/api/v1/retry-policies/chart.*").then().statusCode(204);

        // Then
        assertEquals("RETRYING class TRANSIENT_NETWORK", policyOf("chart.daily", "java.net.ConnectException"));
        api.call().delete("/api/v1/retry-policies/chart.*").then().statusCode(404);
    }

    @Test
    void operatorsMayHaveAPermanentFailureTriedAgain() {
        assertEquals("DEAD null", policyOf("mail", "ValidationError"));
        put("PERMANENT_INVALID_INPUT", Map.of("base_ms", 60_000));
        assertEquals("RETRYING class PERMANENT_INVALID_INPUT", policyOf("mail", "ValidationError"));
    }

    @Test
    void aPolicyMayAllowFewerAttemptsThanTheTask() {
        // Given
        put("short", Map.of("strategy", "fixed", "base_ms", 1, "jitter", "none", "max_attempts", 2));
        TaskApi.Worker worker = api.worker();
        String id = api.submit(Map.of("type", "short", "payload", 1, "max_attempts", 5));

        // When
        worker.answer(worker.next().failed(Map.of("type", "Oops")));
        worker.answer(worker.next().failed(Map.of("type", "Oops")));

        // Then
        assertEquals("ATTEMPTS_EXHAUSTED", api.task(id).getString("data.reason"));
    }

    @Test
    void successIsMeasuredAndLittleOfItAlertsWithAdvice() {
        // Given
        put("job", QUICK);
        TaskApi.Worker worker = api.worker();
        fail(worker, 24);

        // When: two of 24 retries succeed
        List<TaskApi.Worker.Leased> second = new java.util.ArrayList<>();
        while (second.size() < 24) {
            second.addAll(worker.lease(Map.of("max", 24, "wait_ms", 10_000)));
        }
        worker.answer(second.subList(0, 2).stream()
                .map(TaskApi.Worker.Leased::succeeded)
                .toList());
        worker.answer(second.subList(2, 24).stream()
                .map(l -> l.failed(Map.of("type", "Oops")))
                .toList());

        // Then
        JsonPath report = api.get("/api/v1/retry-policies");
        assertTrue(report.getBoolean("data.alert"));
        assertEquals("type job", report.getString("data.success[0].policy"));
        assertEquals("UNKNOWN", report.getString("data.success[0].failure_type"));
        assertEquals(24, report.getInt("data.success[0].retries"));
        assertEquals(2, report.getInt("data.success[0].succeeded"));
        assertEquals(0.083, report.getDouble("data.success[0].rate"), 0.001);
        assertTrue(report.getBoolean("data.success[0].alert"));
        assertEquals("stop_retrying", report.getString("data.success[0].recommendation.change"));
        assertTrue(report.getString("data.success[0].recommendation.evidence").contains("8 % of 24"));
        assertTrue(given().get("/q/metrics").asString().contains("task_retry_low{failure_type=\"UNKNOWN\""));
        assertFalse(TaskApi.ofNewTenant().get("/api/v1/retry-policies").getBoolean("data.alert"));
    }

    private void fail(TaskApi.Worker worker, int tasks) {
        for (int i = 0; i < tasks; i++) {
            api.submit(Map.of("type", "job", "payload", i, "max_attempts", 2));
        }
        List<TaskApi.Worker.Leased> first = new java.util.ArrayList<>();
        while (first.size() < tasks) {
            first.addAll(worker.lease(Map.of("max", tasks - first.size(), "wait_ms", 10_000)));
        }
        worker.answer(first.stream().map(l -> l.failed(Map.of("type", "Oops"))).toList());
    }

    @Test
    void wrongPoliciesAreNamedByField() {
        List<String> fields = api.call()
                .body(Map.of("strategy", "wild", "base_ms", 10, "max_ms", 5, "jitter", "some", "max_attempts", 0))
                .put("/api/v1/retry-policies/job")
                .then()
                .statusCode(422)
                .extract()
                .path("error.errors.field");
        assertEquals(List.of("strategy", "jitter", "max_attempts", "max_ms"), fields);
        TaskApi.of(tenant, "bob", Role.USER)
                .call()
                .body(QUICK)
                .put("/api/v1/retry-policies/job")
                .then()
                .statusCode(403);
    }

    @Test
    void onlyFailuresAreRead() {
        Plan.of(pool, SuccessStore.MEASURE)
                .uses("attempt_failed")
                .uses("attempt_pkey")
                .readsNoTableWhole();
    }
}
