package dev.headrace.task.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.TaskApi.Worker.Leased;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@OnEngines
@Timeout(60)
class LimitIT {
    private final String tenant = "t-" + UUID.randomUUID();
    private final TaskApi api = TaskApi.of(tenant, "alone", Role.USER, Role.WORKER, Role.OPERATOR);

    private void put(String name, Map<String, Object> settings) {
        api.call().body(settings).put("/api/v1/limits/" + name).then().statusCode(200);
    }

    private String submit(String type, Object payload) {
        return api.submit(Map.of("type", type, "payload", payload));
    }

    private static List<String> ids(List<Leased> leased) {
        return leased.stream().map(Leased::id).toList();
    }

    @Test
    void aLimitByAPayloadFieldCountsEachValueByItself() {
        // Given
        put("by-customer", Map.of("key", "$.customer.id", "max_running", 1));
        String a1 = submit("x", Map.of("customer", Map.of("id", "a")));
        String a2 = submit("x", Map.of("customer", Map.of("id", "a")));
        String b1 = submit("x", Map.of("customer", Map.of("id", "b")));
        TaskApi.Worker worker = api.worker();

        // When
        List<Leased> first = worker.lease(Map.of("max", 10));

        // Then
        assertEquals(List.of(a1, b1), ids(first));
        assertEquals("LIMIT", api.task(a2).getString("data.waiting.reason"));
        assertTrue(
                api.task(a2).getString("data.waiting.detail").contains("by-customer=a has 1 leases, and may have 1"));

        // When the other key's lease ends, nothing changes for this one; when its own does, it follows at once
        worker.answer(first.get(1).succeeded());
        assertTrue(worker.lease(Map.of("max", 10)).isEmpty());
        List<Leased> next = worker.lease(Map.of(
                "max", 10, "wait_ms", 5_000, "outcomes", List.of(first.get(0).succeeded())));
        assertEquals(List.of(a2), ids(next));
    }

    @Test
    void aLimitHoldsAfterARetryAndForScheduledTasks() {
        // Given
        put("by-customer", Map.of("key", "$.c", "max_running", 1));
        TaskApi.Worker worker = api.worker();
        String failing = submit("x", Map.of("c", 1));
        Leased leased = worker.next();
        worker.answer(leased.failed(Map.of("type", "Flaky", "message", "again", "retry_after_ms", 1)));
        String later = api.submit(Map.of("type", "x", "payload", Map.of("c", 1), "delay_ms", 1));

        // When
        Leased one = worker.next();

        // Then
        assertTrue(Set.of(failing, later).contains(one.id()));
        assertTrue(worker.lease(Map.of("max", 10, "wait_ms", 1_500)).isEmpty());
        worker.answer(one.succeeded());
        assertTrue(Set.of(failing, later).contains(worker.next().id()));
    }

    @Test
    void aThousandBlockedTasksOfOneKeyDoNotHideOtherKeys() {
        // Given
        put("by-customer", Map.of("key", "$.c", "max_running", 1));
        for (int i = 0; i < 60; i++) {
            submit("x", Map.of("c", "busy"));
        }
        TaskApi.Worker worker = api.worker();
        assertEquals(1, worker.lease(Map.of("max", 1)).size());

        // When
        String other = submit("x", Map.of("c", "other"));

        // Then
        assertEquals(List.of(other), ids(worker.lease(Map.of("max", 5, "wait_ms", 5_000))));
    }

    @Test
    void aRateLetsItsBurstThroughAndTheRestInItsTime() {
        // Given
        put("slowly", Map.of("key", "type", "rate", Map.of("units", 10, "per_ms", 1_000, "burst", 3)));
        for (int i = 0; i < 6; i++) {
            submit("x", i);
        }
        TaskApi.Worker worker = api.worker();

        // When
        long begun = System.nanoTime();
        List<Leased> burst = worker.lease(Map.of("max", 10));
        List<Leased> rest = new ArrayList<>();
        while (rest.size() < 3) {
            rest.addAll(worker.lease(Map.of("max", 10, "wait_ms", 5_000)));
        }
        long tookMs = (System.nanoTime() - begun) / 1_000_000;

        // Then
        assertEquals(3, burst.size());
        assertTrue(tookMs >= 290, () -> "took " + tookMs + " ms");
        assertTrue(tookMs < 10_000, () -> "took " + tookMs + " ms");
    }

    @Test
    void aWeightedRateCountsWhatAFieldSays() {
        // Given
        put(
                "tokens",
                Map.of("key", "tenant", "rate", Map.of("units", 100, "per_ms", 3_600_000), "cost_path", "$.tokens"));
        submit("x", Map.of("tokens", 60));
        submit("x", Map.of("tokens", 30));
        submit("x", Map.of("tokens", 30));
        String small = submit("x", Map.of("tokens", 10));
        TaskApi.Worker worker = api.worker();

        // When
        List<Leased> leased = worker.lease(Map.of("max", 10));

        // Then 60 + 30 + 10: the second 30 has no room, what fits passes it
        assertEquals(3, leased.size());
        assertTrue(ids(leased).contains(small));
        assertTrue(worker.lease(Map.of("max", 10)).isEmpty());
    }

    @Test
    void aKeyByTypeIsForEachTypeAndOnlyThoseItCovers() {
        put("one-of-a-kind", Map.of("key", "type", "type", "report.*", "max_running", 1));
        submit("report.a", 1);
        submit("report.a", 2);
        submit("report.b", 3);
        submit("mail", 4);
        submit("mail", 5);
        List<Leased> leased = api.worker().lease(Map.of("max", 10));
        assertEquals(
                List.of("mail", "mail", "report.a", "report.b"),
                leased.stream().map(Leased::type).sorted().toList());
    }

    @Test
    void deletingALimitSetsFreeWhatItKeptBack() {
        // Given
        put("one", Map.of("key", "tenant", "max_running", 1));
        submit("x", 1);
        submit("x", 2);
        TaskApi.Worker worker = api.worker();
        assertEquals(1, worker.lease(Map.of("max", 10)).size());
        assertTrue(worker.lease(Map.of("max", 10)).isEmpty());

        // When
        api.call().delete("/api/v1/limits/one").then().statusCode(204);

        // Then
        assertEquals(1, worker.lease(Map.of("max", 10, "wait_ms", 5_000)).size());
        api.call().delete("/api/v1/limits/one").then().statusCode(404);
    }

    @Test
    void aKeyIsNeverLeasedTwiceAtOnceByWorkersOfDifferentShapes() throws Exception {
        // Given
        int tasks = 100;
        put("by-customer", Map.of("key", "$.c", "max_running", 1));
        api.post(
                        "/api/v1/tasks/bulk",
                        Map.of(
                                "tasks",
                                IntStream.range(0, tasks)
                                        .mapToObj(i -> Map.of("type", "t" + i % 5, "payload", Map.of("c", i % 4)))
                                        .toList()))
                .then()
                .statusCode(200);
        Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
        Set<String> done = ConcurrentHashMap.newKeySet();
        AtomicInteger most = new AtomicInteger();

        // When
        List<CompletableFuture<Void>> workers = new ArrayList<>();
        for (int w = 0; w < 5; w++) {
            String own = "t" + w;
            TaskApi.Worker worker = api.worker();
            workers.add(CompletableFuture.runAsync(
                    () -> {
                        while (done.size() < tasks) {
                            for (Leased l : worker.lease(Map.of(
                                    "max",
                                    3,
                                    "wait_ms",
                                    500,
                                    "types",
                                    List.of(own, "t" + (own.charAt(1) - '0' + 1) % 5)))) {
                                String key = api.task(l.id()).getString("data.payload.c");
                                AtomicInteger of = running.computeIfAbsent(key, k -> new AtomicInteger());
                                most.accumulateAndGet(of.incrementAndGet(), Math::max);
                                of.decrementAndGet();
                                assertEquals("accepted", worker.answer(l.succeeded()));
                                done.add(l.id());
                            }
                        }
                    },
                    Executors.newVirtualThreadPerTaskExecutor()));
        }
        for (CompletableFuture<Void> worker : workers) {
            worker.get(50, TimeUnit.SECONDS);
        }

        // Then
        assertEquals(tasks, new HashSet<>(done).size());
        assertEquals(1, most.get());
    }

    @Test
    void wrongSettingsAreNamedByField() {
        Map<String, Object> wrong = Map.of(
                "key", "$..x", "type", "é", "rate", Map.of("units", 0, "burst", -1), "cost", 0, "cost_path", "x");
        List<String> fields = api.call()
                .body(wrong)
                .put("/api/v1/limits/l")
                .then()
                .statusCode(422)
                .extract()
                .path("error.errors.field");
        assertEquals(List.of("key", "type", "cost", "cost_path", "rate.units", "rate.per_ms", "rate.burst"), fields);
        api.call().body(Map.of("key", "type")).put("/api/v1/limits/l").then().statusCode(422);
        TaskApi.of(tenant, "somebody", Role.USER)
                .call()
                .body(Map.of("key", "type", "max_running", 1))
                .put("/api/v1/limits/l")
                .then()
                .statusCode(403);
    }

    @Test
    void limitsAreOfTheirTenant() {
        put("mine", Map.of("key", "tenant", "max_running", 1));
        assertEquals(List.of("mine"), api.get("/api/v1/limits").getList("data.name"));
        TaskApi other = TaskApi.ofNewTenant();
        assertEquals(List.of(), other.get("/api/v1/limits").getList("data.name"));
        other.call().get("/api/v1/limits/mine").then().statusCode(404);
        other.submit("x");
        other.submit("x");
        assertEquals(2, other.worker().lease(Map.of("max", 10)).size());
    }
}
