package dev.headrace.task.worker;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.TaskApi.Worker.Leased;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@OnEngines
@Timeout(60)
class WorkerIT {
    private final String tenant = "t-" + UUID.randomUUID();
    private final TaskApi api = TaskApi.of(tenant, "alone", Role.USER, Role.WORKER, Role.OPERATOR);

    private ValidatableResponse heartbeat(TaskApi.Worker worker, List<Leased> held) {
        List<Map<String, Object>> leases = held.stream()
                .map(l -> Map.<String, Object>of("task_id", l.id(), "lease", l.lease()))
                .toList();
        return api.post("/api/v1/workers/" + worker.id() + "/heartbeat", Map.of("leases", leases))
                .then();
    }

    private ValidatableResponse drain(TaskApi as, String worker) {
        return as.call().post("/api/v1/workers/" + worker + "/drain").then();
    }

    private ValidatableResponse remove(TaskApi as, String worker) {
        return as.call().delete("/api/v1/workers/" + worker).then();
    }

    private JsonPath lease(TaskApi.Worker worker, int max) {
        return api.post("/api/v1/leases", Map.of("worker_id", worker.id(), "max", max))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void aWorkerIsShownWithWhatItHolds() {
        // Given
        api.submit("a");
        api.submit("a");
        TaskApi.Worker worker = api.worker();
        worker.lease(Map.of("max", 2));

        // When
        JsonPath shown = api.get("/api/v1/workers/" + worker.id());

        // Then
        assertEquals(worker.id(), shown.getString("data.worker_id"));
        assertEquals("test", shown.getString("data.name"));
        assertEquals("ACTIVE", shown.getString("data.state"));
        assertEquals(2, shown.getInt("data.leases"));
        assertEquals(1, shown.getInt("data.slots"));
        assertTrue(Instant.parse(shown.getString("data.last_seen"))
                .isAfter(Instant.now().minusSeconds(60)));
    }

    @Test
    void workersAreListedInPagesTheNewestFirst() {
        List<String> ids =
                List.of(api.worker().id(), api.worker().id(), api.worker().id());
        JsonPath first = api.get("/api/v1/workers?limit=2");
        assertEquals(List.of(ids.get(2), ids.get(1)), first.getList("data.worker_id"));
        JsonPath rest = api.get("/api/v1/workers?limit=2&cursor=" + first.getString("meta.page.next"));
        assertEquals(List.of(ids.get(0)), rest.getList("data.worker_id"));
    }

    @Test
    void anotherTenantSeesAndMovesNothing() {
        // Given
        TaskApi.Worker worker = api.worker();
        TaskApi other = TaskApi.ofNewTenant();

        // Then
        assertEquals(List.of(), other.get("/api/v1/workers").getList("data"));
        other.call().get("/api/v1/workers/" + worker.id()).then().statusCode(404);
        drain(other, worker.id()).statusCode(404).body("error.code", equalTo("WORKER_NOT_FOUND"));
        remove(other, worker.id()).statusCode(404);
        assertEquals("ACTIVE", api.get("/api/v1/workers/" + worker.id()).getString("data.state"));
    }

    @Test
    void onlyAnOperatorDrainsAndWhatIsNoIdIsUnknown() {
        TaskApi worker = TaskApi.of(tenant, "w", Role.WORKER);
        drain(worker, api.worker().id()).statusCode(403);
        drain(api, "nonsense").statusCode(404).body("error.detail", containsString("GET /api/v1/workers"));
        TaskApi.of(tenant, "u", Role.USER).call().get("/api/v1/workers").then().statusCode(403);
    }

    @Test
    void aWorkerThatIsToDrainIsToldAndGetsNothingMore() {
        // Given
        api.submit("a");
        TaskApi.Worker worker = api.worker();
        Leased held = worker.next();
        api.submit("a");
        heartbeat(worker, List.of(held)).body("data.drain", equalTo(false));

        // When
        drain(api, worker.id()).statusCode(200).body("data.state", equalTo("DRAINING"));

        // Then
        heartbeat(worker, List.of(held)).body("data.drain", equalTo(true)).body("data.stale", equalTo(List.of()));
        JsonPath lease = lease(worker, 5);
        assertEquals(List.of(), lease.getList("data.tasks"));
        assertEquals(0, lease.getInt("data.advice.polls"));
        assertEquals("accepted", worker.answer(held.succeeded()));
    }

    @Test
    void aRemovedWorkersTasksGoBackWithoutLosingAnAttempt() {
        // Given
        String id = api.submit(Map.of("type", "a", "payload", 1, "max_attempts", 1));
        TaskApi.Worker worker = api.worker();
        Leased held = worker.next();

        // When
        remove(api, worker.id()).statusCode(200).body("data.released", equalTo(1));

        // Then
        assertEquals("stale", worker.answer(held.succeeded()));
        heartbeat(worker, List.of(held)).statusCode(404);
        api.post("/api/v1/workers/x/heartbeat", Map.of("leases", List.of()))
                .then()
                .statusCode(404)
                .body("error.code", equalTo("WORKER_NOT_FOUND"));
        remove(api, worker.id()).statusCode(404);
        TaskApi.Worker successor = api.worker();
        Leased again = successor.next();
        assertEquals(id, again.id());
        assertEquals(1, again.attempt());
        assertEquals("accepted", successor.answer(again.succeeded()));
        assertEquals("released", api.task(id).getString("data.attempts[0].outcome"));
    }

    @Test
    void aBacklogRaisesTheAdvice() {
        // Given
        for (int i = 0; i < 6; i++) {
            api.submit("a");
        }
        String id =
                api.post("/api/v1/workers", Map.of("name", "many", "slots", 10)).path("data.worker_id");
        TaskApi.Worker worker = new TaskApi.Worker(api, id);

        // When
        int full = lease(worker, 5).getInt("data.advice.polls");
        int last = lease(worker, 5).getInt("data.advice.polls");

        // Then
        assertEquals(4, full);
        assertTrue(last >= 1 && last <= 4);
        assertEquals(1, lease(api.worker(), 5).getInt("data.advice.polls"));
    }

    @Test
    void aHeartbeatDoesNotShortenAnExtension() {
        // Given
        api.submit("a");
        TaskApi.Worker worker = api.worker();
        Leased held = worker.next();
        worker.answer(
                Map.of("task_id", held.id(), "lease", held.lease(), "result", "extended", "extend_ms", 3_600_000));

        // When
        heartbeat(worker, List.of(held)).statusCode(200);

        // Then
        String expires = api.task(held.id()).getString("data.attempts[0].lease_expires_at");
        assertTrue(Instant.parse(expires).isAfter(Instant.now().plus(Duration.ofMinutes(50))), expires);
    }

    @Test
    void aCallIsASignOfLife() {
        // Given
        TaskApi.Worker worker = api.worker();
        Instant before = Instant.parse(api.get("/api/v1/workers/" + worker.id()).getString("data.last_seen"));

        // When
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            heartbeat(worker, List.of()).statusCode(200);
            String seen = api.get("/api/v1/workers/" + worker.id()).getString("data.last_seen");
            return Instant.parse(seen).isAfter(before);
        });
    }
}
