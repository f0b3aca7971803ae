package dev.headrace.task.maintain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.platform.event.TaskEvents;
import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.Plan;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.Told;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@OnEngines
class EventsIT {
    private final String tenant = "t-" + UUID.randomUUID();
    private final TaskApi api = TaskApi.of(tenant, "alone", Role.USER, Role.WORKER, Role.OPERATOR);

    @Inject
    Pool pool;

    @Test
    void everyChangeIsToldOnceAndInOrder() {
        // Given
        TaskApi.Worker worker = api.worker();
        String id = api.submit(Map.of(
                "type",
                "told",
                "payload",
                1,
                "delay_ms",
                50,
                "retry",
                Map.of("strategy", "fixed", "base_ms", 1, "jitter", "none")));

        // When
        worker.answer(worker.next().failed(Map.of("type", "IOError", "message", "m")));
        worker.answer(worker.next().said("released"));
        worker.answer(worker.next().succeeded());

        // Then
        List<CloudEvent> events = read(id, "dev.headrace.task.succeeded");
        assertEquals(
                List.of(
                        "submitted",
                        "ready",
                        "started",
                        "retrying",
                        "ready",
                        "started",
                        "released",
                        "started",
                        "succeeded"),
                events.stream()
                        .map(e -> e.type().substring("dev.headrace.task.".length()))
                        .toList());
        assertEquals(
                events.size(), new HashSet<>(events.stream().map(CloudEvent::id).toList()).size());
        TaskEvent last = TaskEvents.parse(events.getLast()).orElseThrow();
        assertTrue(last instanceof TaskEvent.Succeeded s
                && s.attempt() == 2
                && "SUCCEEDED".equals(s.task().state())
                && s.workerId().equals(UUID.fromString(worker.id())));
    }

    @Test
    void theEndOfABudgetIsTold() {
        // Given
        TaskApi.Worker worker = api.worker();
        String id = api.submit(Map.of("type", "late", "payload", 1, "budget_ms", 3_000));

        // When
        TaskApi.Worker.Leased leased = worker.next();

        // Then
        TaskEvent last =
                TaskEvents.parse(read(id, "dev.headrace.task.dead").getLast()).orElseThrow();
        assertTrue(
                last instanceof TaskEvent.Dead d
                        && "BUDGET_EXHAUSTED".equals(d.reason())
                        && Long.valueOf(leased.lease()).equals(d.lease())
                        && "DEAD".equals(d.task().state())
                        && "TRANSIENT_NETWORK".equals(d.error().failureType())
                        && d.runMs() > 0,
                last::toString);
    }

    private List<CloudEvent> read(String id, String until) {
        List<CloudEvent> events = Told.of(
                tenant,
                all -> all.stream()
                        .anyMatch(e -> e.subject().equals(id) && e.type().equals(until)));
        return events.stream().filter(e -> e.subject().equals(id)).toList();
    }

    @Test
    void whatComesDueIsFoundByTheIndex() {
        Plan.of(pool, Promoter.PROMOTE)
                .uses("deferred_by_due")
                .uses("task_pkey")
                .readsNoTableWhole();
        Plan.of(pool, Pulse.LOOK)
                .uses("segment_in_order")
                .uses("deferred_by_due")
                .uses("expiry_by_time");
        Plan.of(pool, ExpiryStore.EXPIRE)
                .uses("expiry_by_time")
                .uses("task_pkey")
                .uses("attempt_pkey")
                .uses("segment_in_order")
                .readsNoTableWhole();
    }
}
