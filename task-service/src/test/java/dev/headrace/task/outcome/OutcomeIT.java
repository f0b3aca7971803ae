package dev.headrace.task.outcome;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.Plan;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.TaskApi.Worker.Leased;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnEngines
class OutcomeIT {
    private static final Map<String, Object> QUICK = Map.of("strategy", "fixed", "base_ms", 1, "jitter", "none");

    private final TaskApi api = TaskApi.ofNewTenant();

    @Inject
    Pool pool;

    private TaskApi.Worker worker = new TaskApi.Worker(api, "");

    @BeforeEach
    void register() {
        worker = api.worker();
    }

    private String submit(int maxAttempts) {
        return api.submit(Map.of("type", "job", "payload", Map.of(), "max_attempts", maxAttempts, "retry", QUICK));
    }

    @Test
    void aFailureIsRetriedAndEveryAttemptIsOnRecord() {
        // Given
        String id = submit(3);
        Leased first = worker.next();

        // When
        worker.answer(first.failed(Map.of("type", "IOError", "message", "no route", "stack", "at x")));
        Leased second = worker.next();
        worker.answer(second.succeeded());

        // Then
        var task = api.task(id);
        assertEquals("SUCCEEDED", task.getString("data.state"));
        assertEquals(List.of("failed", "succeeded"), task.getList("data.attempts.outcome"));
        assertEquals(List.of(1, 2), task.getList("data.attempts.attempt"));
        assertEquals("no route", task.getString("data.attempts[0].error.message"));
        assertTrue(task.getBoolean("data.output.ok"));
        assertTrue(second.lease() > first.lease());
    }

    @Test
    void attemptsRunOutAndTheTaskIsDead() {
        // Given
        String id = submit(2);

        // When
        worker.answer(worker.next().failed(Map.of("message", "1")));
        worker.answer(worker.next().failed(Map.of("message", "2")));

        // Then
        assertEquals("DEAD", api.state(id));
        assertEquals("ATTEMPTS_EXHAUSTED", api.task(id).getString("data.reason"));
    }

    @Test
    void whatIsNotRetryableIsDeadAtOnce() {
        String id = submit(5);
        worker.answer(worker.next().failed(Map.of("type", "ValueError", "retryable", false)));
        assertEquals("DEAD", api.state(id));
        assertEquals("NOT_RETRYABLE", api.task(id).getString("data.reason"));
    }

    @Test
    void aReleaseBurnsNoAttempt() {
        String id = submit(1);
        assertEquals("accepted", worker.answer(worker.next().said("released")));
        Leased again = worker.next();
        assertEquals(id, again.id());
        assertEquals(1, again.attempt());
    }

    @Test
    void aSecondAnswerIsAcceptedIfItSaysTheSameAndStaleIfNot() {
        // Given
        String id = submit(5);
        Leased leased = worker.next();

        // When
        String first = worker.answer(leased.succeeded());
        List<String> more = worker.answer(
                List.of(leased.succeeded(), leased.said("released"), leased.failed(Map.of("message", "late"))));

        // Then
        assertEquals("accepted", first);
        assertEquals(List.of("accepted", "stale", "stale"), more);
        assertEquals("SUCCEEDED", api.state(id));
    }

    @Test
    void oneCallMayRepeatItself() {
        submit(5);
        Leased leased = worker.next();
        assertEquals(
                List.of("accepted", "accepted", "stale"),
                worker.answer(List.of(leased.succeeded(), leased.succeeded(), leased.said("released"))));
    }

    @Test
    void unknownAndInvalidOutcomesAreNamedAndTheGoodOnesCount() {
        // Given
        String id = submit(5);
        Leased leased = worker.next();
        Map<String, Object> unknown =
                Map.of("task_id", UUID.randomUUID().toString(), "lease", 1, "result", "succeeded");
        Map<String, Object> invalid = Map.of("task_id", id, "result", "extended", "lease", 1);

        // When
        List<String> answers = worker.answer(List.of(unknown, invalid, leased.succeeded()));

        // Then
        assertEquals(List.of("unknown", "invalid", "accepted"), answers);
    }

    @Test
    void anotherTenantCannotAnswer() {
        String id = submit(5);
        Leased leased = worker.next();
        assertEquals("unknown", TaskApi.ofNewTenant().worker().answer(leased.succeeded()));
        assertEquals("RUNNING", api.state(id));
    }

    @Test
    void aSilentWorkersTaskIsLeasedAgainAndItsLateAnswerIsStale() {
        // Given
        String id = submit(1);
        Leased silent = worker.lease(Map.of("max", 1, "wait_ms", 5_000, "lease_ms", 1_000))
                .getFirst();

        // When
        Leased second = worker.next();

        // Then
        assertEquals(id, second.id());
        assertEquals(1, second.attempt());
        assertEquals("stale", worker.answer(silent.succeeded()));
        assertEquals("accepted", worker.answer(second.succeeded()));
        assertEquals(List.of("expired", "succeeded"), api.task(id).getList("data.attempts.outcome"));
    }

    @Test
    void aHeartbeatKeepsALeaseAndTellsWhichAreStale() {
        // Given
        String id = submit(1);
        Leased held = worker.lease(Map.of("max", 1, "wait_ms", 5_000, "lease_ms", 1_500))
                .getFirst();
        String before = api.task(id).getString("data.attempts[0].lease_expires_at");
        String foreign = UUID.randomUUID().toString();

        // When
        var reply = api.post(
                        "/api/v1/workers/" + worker.id() + "/heartbeat",
                        Map.of(
                                "leases",
                                List.of(
                                        Map.of("task_id", id, "lease", held.lease(), "progress", Map.of("percent", 40)),
                                        Map.of("task_id", foreign, "lease", 1))))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        // Then
        assertEquals(List.of(foreign), reply.getList("data.stale"));
        assertEquals(List.of(), reply.getList("data.cancel"));
        assertTrue(api.task(id).getString("data.attempts[0].lease_expires_at").compareTo(before) > 0);
        assertEquals(40, api.task(id).getInt("data.attempts[0].progress.percent"));
    }

    @Test
    void aTaskThatSilencesWorkersIsQuarantined() {
        String id = submit(5);
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    id,
                    worker.lease(Map.of("max", 1, "wait_ms", 10_000, "lease_ms", 1_000))
                            .getFirst()
                            .id());
        }
        await().until(() -> "DEAD".equals(api.state(id)));
        assertEquals("CRASHED", api.task(id).getString("data.reason"));
    }

    @Test
    void anAttemptThatRunsTooLongFails() {
        String id = api.submit(
                Map.of("type", "slow", "payload", 1, "timeout_ms", 1_000, "max_attempts", 1, "retry", QUICK));
        worker.next();
        await().until(() -> "DEAD".equals(api.state(id)));
        assertEquals("TimeoutError", api.task(id).getString("data.attempts[0].error.type"));
    }

    @Test
    void anOutcomeFindsItsLeaseByTheIndex() {
        Plan.of(pool, DirectStore.END).uses("running_pkey").readsNoTableWhole();
        Plan.of(pool, OutcomeStore.END).uses("running_pkey").readsNoTableWhole();
    }
}
