package dev.headrace.task.lease;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@OnEngines
class LeaseIT {
    private final TaskApi api = TaskApi.ofNewTenant();

    @Inject
    Pool pool;

    private static Map<String, Object> task(String type, String priority) {
        return Map.of("type", type, "payload", Map.of("n", 1), "priority", priority);
    }

    @Test
    void aHigherPriorityIsLeasedFirstAndWithinOneTheEarlier() {
        // Given
        List.of("BULK", "NORMAL", "CRITICAL", "LOW", "HIGH", "CRITICAL", "DEFERRED", "medium")
                .forEach(p -> api.submit(task("by." + p, p)));

        // When
        List<Leased> leased = api.worker().lease(Map.of("max", 100));

        // Then
        assertEquals(
                List.of(
                        "by.CRITICAL",
                        "by.CRITICAL",
                        "by.HIGH",
                        "by.NORMAL",
                        "by.medium",
                        "by.LOW",
                        "by.BULK",
                        "by.DEFERRED"),
                leased.stream().map(Leased::type).toList());
    }

    @Test
    void aWaitingWorkerGetsTheTaskOfASubmitAndTheAnswerSaysThatItRuns() throws Exception {
        // Given
        TaskApi.Worker worker = api.worker();
        CompletableFuture<List<Leased>> waiting =
                CompletableFuture.supplyAsync(() -> worker.lease(Map.of("max", 10, "wait_ms", 20_000)));

        // When
        String id = api.submit("waited.for");

        // Then
        List<Leased> leased = waiting.get(10, TimeUnit.SECONDS);
        assertEquals(List.of(id), leased.stream().map(Leased::id).toList());
        assertEquals("RUNNING", api.state(id));
        assertEquals("accepted", worker.answer(leased.getFirst().succeeded()));
        assertEquals("SUCCEEDED", api.state(id));
    }

    @Test
    void aWorkerGetsOnlyTheTypesAndQueuesThatItAsksFor() {
        // Given
        api.submit(Map.of("type", "a", "payload", 1, "queue", "q1"));
        String wanted = api.submit(Map.of("type", "b", "payload", 1, "queue", "q2"));
        api.submit(Map.of("type", "c", "payload", 1, "queue", "q2"));

        // When
        List<Leased> leased = api.worker().lease(Map.of("max", 10, "types", List.of("b"), "queues", List.of("q2")));

        // Then
        assertEquals(List.of(wanted), leased.stream().map(Leased::id).toList());
    }

    @Test
    void withNothingToDoALongPollEndsEmptyAndAnotherTenantsTaskDoesNotWakeIt() {
        // Given
        TaskApi.ofNewTenant().submit("foreign");

        // When
        List<Leased> leased = api.worker().lease(Map.of("max", 10, "wait_ms", 300));

        // Then
        assertTrue(leased.isEmpty());
    }

    @Test
    void aDeferredTaskIsLeasedWhenItIsDueAndNotBefore() {
        // Given
        TaskApi.Worker worker = api.worker();
        String id = api.submit(Map.of("type", "later", "payload", 1, "delay_ms", 700));
        assertEquals("SCHEDULED", api.state(id));
        assertTrue(worker.lease(Map.of("max", 1)).isEmpty());

        // When
        Leased leased = worker.next();

        // Then
        assertEquals(id, leased.id());
        assertTrue(api.task(id).getLong("data.attempts[0].wait_ms") < 5_000);
    }

    @Test
    void outcomesRideOnTheLeaseCall() {
        // Given
        TaskApi.Worker worker = api.worker();
        String first = api.submit("first");
        Leased held = worker.next();
        String second = api.submit("second");

        // When
        List<Leased> next = worker.lease(Map.of("max", 1, "wait_ms", 5_000, "outcomes", List.of(held.succeeded())));

        // Then
        assertEquals("SUCCEEDED", api.state(first));
        assertEquals(second, next.getFirst().id());
    }

    @Test
    void anUnknownWorkerIsToldToRegister() {
        api.post("/api/v1/leases", Map.of("worker_id", "018f0000-0000-7000-8000-000000000000", "max", 1))
                .then()
                .statusCode(404)
                .body("error.code", org.hamcrest.Matchers.equalTo("WORKER_NOT_FOUND"));
    }

    @Test
    void aClaimReadsItsKindsInOrderOfTheIndex() {
        Plan.of(pool, PlainClaim.CLAIM)
                .uses("segment_in_order")
                .uses("segment_pkey")
                .uses("task_pkey")
                .readsNoTableWhole();
        Plan.of(pool, AllottedStore.HEADS)
                .uses("segment_in_order")
                .uses("rate_pkey")
                .readsNoTableWhole();
        Plan.of(pool, AllottedStore.TAKE).uses("segment_pkey").uses("task_pkey").readsNoTableWhole();
        Plan.of(pool, LoadStore.RATES).uses("rate_pkey").uses("rate_by_opening").readsNoTableWhole();
    }
}
