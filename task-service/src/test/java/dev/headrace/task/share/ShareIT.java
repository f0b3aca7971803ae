package dev.headrace.task.share;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.TaskApi.Worker.Leased;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An admin's worker serves several tenants. */
@OnEngines
@Timeout(60)
class ShareIT {
    private final String one = "t-" + UUID.randomUUID();
    private final String two = "t-" + UUID.randomUUID();
    private final TaskApi first = TaskApi.of(one, "a", Role.USER, Role.WORKER, Role.OPERATOR);
    private final TaskApi second = TaskApi.ofTier("premium", two, "b", Role.USER, Role.WORKER, Role.OPERATOR);
    private final TaskApi admin = TaskApi.of("platform", "root", Role.ADMIN);

    @Inject
    Pool pool;

    private static void fill(TaskApi api, int tasks, Map<String, Object> more) {
        api.post(
                        "/api/v1/tasks/bulk",
                        Map.of(
                                "tasks",
                                IntStream.range(0, tasks)
                                        .mapToObj(i -> {
                                            Map<String, Object> task = new java.util.HashMap<>(more);
                                            task.put("type", "x");
                                            task.put("payload", i);
                                            return task;
                                        })
                                        .toList()))
                .then()
                .statusCode(200);
    }

    private TaskApi.Worker worker() {
        return admin.worker(Map.of("name", "shared", "tenants", List.of(one, two)));
    }

    private Map<String, Long> byTenant(List<Leased> leased) {
        return leased.stream()
                .map(l -> first.call().get("/api/v1/tasks/" + l.id()).statusCode() == 200 ? one : two)
                .collect(Collectors.groupingBy(t -> t, Collectors.counting()));
    }

    private void tierIsKnown() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> pool.preparedQuery("SELECT count(*) FROM tenant WHERE name = $1 AND tier = 'premium'")
                                .execute(Tuple.of(two))
                                .await()
                                .indefinitely()
                                .iterator()
                                .next()
                                .getLong(0)
                        == 1);
    }

    @Test
    void placesAreSharedByTheTiersWeights() {
        // Given a long backlog of one and a later one of the other, which has four times the weight
        fill(first, 500, Map.of());
        fill(second, 500, Map.of());
        tierIsKnown();

        // When
        List<Leased> leased = worker().lease(Map.of("max", 100));

        // Then
        assertEquals(Map.of(one, 20L, two, 80L), byTenant(leased));
    }

    @Test
    void slotSecondsCountSoATenantOfSlowTasksDoesNotCrowdOutTheOther() {
        // Given 20 leases of one tenant that have run for a minute
        fill(first, 100, Map.of());
        TaskApi.Worker worker = worker();
        assertEquals(20, worker.lease(Map.of("max", 20)).size());
        pool.preparedQuery("UPDATE running r SET started_at = now() - interval '1 minute' FROM task t"
                        + " WHERE t.id = r.id AND t.tenant = $1")
                .execute(Tuple.of(one))
                .await()
                .indefinitely();

        // When
        fill(second, 40, Map.of());
        List<Leased> next = worker.lease(Map.of("max", 40));

        // Then
        assertEquals(Map.of(two, 40L), byTenant(next));
    }

    @Test
    void priorityGoesBeforeFairness() {
        fill(first, 50, Map.of());
        fill(second, 5, Map.of("priority", "LOW"));
        assertEquals(Map.of(one, 50L, two, 5L), byTenant(worker().lease(Map.of("max", 60))));
    }

    @Test
    void aSharedWorkerIsToldWhoseEachTaskIsAndMayAnswerIt() {
        // Given
        String id = second.submit("x");
        TaskApi.Worker worker = worker();

        // When
        Map<String, Object> task = admin.post(
                        "/api/v1/leases", Map.of("worker_id", worker.id(), "max", 1, "wait_ms", 5_000))
                .then()
                .statusCode(200)
                .extract()
                .path("data.tasks[0]");

        // Then
        assertEquals(two, task.get("tenant"));
        assertEquals(
                "accepted", worker.answer(Map.of("task_id", id, "lease", task.get("lease"), "result", "succeeded")));
        assertEquals("SUCCEEDED", second.state(id));
    }

    @Test
    void onlyAnAdminsWorkerMayServeTenants() {
        first.post("/api/v1/workers", Map.of("name", "w", "tenants", List.of("*")))
                .then()
                .statusCode(403);
        String foreign = second.submit("x");
        assertTrue(first.worker().lease(Map.of("max", 10)).isEmpty());
        assertEquals("READY", second.state(foreign));
    }

    @Test
    void queuesShareByWeightAtEqualPriority() {
        // Given
        for (Map.Entry<String, Integer> queue : Map.of("a", 3, "b", 1).entrySet()) {
            first.call()
                    .body(Map.of("weight", queue.getValue()))
                    .put("/api/v1/queues/" + queue.getKey())
                    .then()
                    .statusCode(200);
        }
        fill(first, 100, Map.of("queue", "a"));
        fill(first, 100, Map.of("queue", "b"));
        fill(first, 3, Map.of("queue", "c", "priority", "HIGH"));

        // When
        List<Leased> leased = first.worker().lease(Map.of("max", 43));

        // Then
        Map<String, Long> byQueue = leased.stream()
                .map(l -> first.task(l.id()).getString("data.queue"))
                .collect(Collectors.groupingBy(q -> q, Collectors.counting()));
        assertEquals(Map.of("a", 30L, "b", 10L, "c", 3L), byQueue);
        first.call().body(Map.of("weight", 0)).put("/api/v1/queues/a").then().statusCode(422);
    }
}
