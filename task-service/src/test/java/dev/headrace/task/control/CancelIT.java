package dev.headrace.task.control;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.TaskApi.Worker.Leased;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@OnEngines
class CancelIT {
    private final TaskApi api = TaskApi.ofNewTenant();

    private io.restassured.response.ValidatableResponse cancel(String id, String mode) {
        return api.post("/api/v1/tasks/" + id + "/cancel", Map.of("mode", mode)).then();
    }

    @Test
    void aWaitingTaskIsCancelledAtOnceAndNeverLeased() {
        String ready = api.submit("a");
        String scheduled = api.submit(Map.of("type", "a", "payload", 1, "delay_ms", 60_000));
        cancel(ready, "graceful").statusCode(200).body("data.state", equalTo("CANCELLED"));
        cancel(scheduled, "force").statusCode(200).body("data.state", equalTo("CANCELLED"));
        assertEquals("CANCELLED", api.state(ready));
        assertTrue(api.worker().lease(Map.of("max", 10)).isEmpty());
        cancel(ready, "graceful").statusCode(200);
    }

    @Test
    void aForcedCancelRevokesTheLease() {
        String id = api.submit("a");
        TaskApi.Worker worker = api.worker();
        Leased leased = worker.next();
        cancel(id, "force").statusCode(200).body("data.state", equalTo("CANCELLED"));
        assertEquals("stale", worker.answer(leased.succeeded()));
        assertEquals("CANCELLED", api.state(id));
    }

    @Test
    void aGracefulCancelReachesTheWorkerByItsHeartbeat() {
        // Given
        String id = api.submit("a");
        TaskApi.Worker worker = api.worker();
        Leased leased = worker.next();

        // When
        cancel(id, "graceful").statusCode(200).body("data.state", equalTo("RUNNING"));
        List<String> told = api.post(
                        "/api/v1/workers/" + worker.id() + "/heartbeat",
                        Map.of("leases", List.of(Map.of("task_id", id, "lease", leased.lease()))))
                .path("data.cancel");
        String answer = worker.answer(leased.said("released"));

        // Then
        assertEquals(List.of(id), told);
        assertEquals("accepted", answer);
        assertEquals("CANCELLED", api.state(id));
    }

    @Test
    void whatHasEndedCannotBeCancelled() {
        String id = api.submit("a");
        TaskApi.Worker worker = api.worker();
        worker.answer(worker.next().succeeded());
        cancel(id, "graceful").statusCode(409).body("error.code", equalTo("INVALID_TRANSITION"));
        cancel("nonsense", "graceful").statusCode(404);
        cancel(id, "politely").statusCode(422).body("error.errors[0].field", equalTo("mode"));
    }
}
