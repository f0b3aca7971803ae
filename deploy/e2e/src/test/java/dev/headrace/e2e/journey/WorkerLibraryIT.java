package dev.headrace.e2e.journey;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.check.Evidence.Stored;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.e2e.traffic.BadWire;
import dev.headrace.worker.Handles;
import dev.headrace.worker.NotRetryable;
import dev.headrace.worker.Task;
import dev.headrace.worker.Worker;
import dev.headrace.worker.WorkerBuilder;
import dev.headrace.worker.WorkerListener;
import dev.headrace.worker.WorkerStats;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The worker library against the whole suite. */
@Timeout(120)
class WorkerLibraryIT {
    private static final int TASKS = 2_000;
    private static final Duration CUT_IS_FOUND = Duration.ofSeconds(15);

    private final SharedSuite suite = SharedSuite.get();
    private final Api api = suite.admin();
    private final String queue = "e2e-library-" + UUID.randomUUID().toString().substring(0, 8);

    record Order(int n) {}

    /** Counts how often each number was handled. */
    public static final class Counting {
        private final Map<Integer, AtomicInteger> handled = new ConcurrentHashMap<>();

        @Handles("e2e.count")
        public Map<String, Integer> count(Order order) {
            if (order.n() < 0) {
                throw new NotRetryable("a negative number");
            }
            handled.computeIfAbsent(order.n(), n -> new AtomicInteger()).incrementAndGet();
            return Map.of("next", order.n() + 1);
        }
    }

    private WorkerBuilder worker(String url) {
        return Worker.connect(url, suite.parts().adminKey())
                .name("library")
                .queues(queue)
                .lease(Duration.ofSeconds(3));
    }

    private void submit(String type, int from, int count) throws IOException {
        ObjectNode body = Api.object();
        ArrayNode tasks = body.putArray("tasks");
        for (int i = from; i < from + count; i++) {
            tasks.addObject()
                    .put("type", type)
                    .put("queue", queue)
                    .putObject("payload")
                    .put("n", i);
        }
        api.post("/api/v1/tasks/bulk", body).expect(200);
    }

    private String submit(String type) throws IOException {
        ObjectNode task = Api.object().put("type", type).put("queue", queue).put("max_attempts", 1);
        task.putObject("payload").put("n", 1);
        return api.post("/api/v1/tasks", task).expect(202).data().path("id").asText();
    }

    private void awaitAllEnded() {
        await("every task ends")
                .atMost(Duration.ofSeconds(60))
                .until(() -> suite.tasks().unfinished(queue) == 0);
    }

    private Collection<Stored> stored() throws Exception {
        return suite.tasks().tasks(queue).values();
    }

    private String state(String id) throws IOException {
        return api.get("/api/v1/tasks/" + id).expect(200).data().path("state").asText();
    }

    @ParameterizedTest(name = "stream {0}")
    @ValueSource(booleans = {false, true})
    void twoThousandTasksAreRunOnceEach(boolean stream) throws Exception {
        // Given
        Counting counting = new Counting();
        submit("e2e.count", 0, TASKS / 2);
        submit("e2e.count", TASKS / 2, TASKS / 2);
        submit("e2e.count", -1, 1);
        WorkerStats stats;

        // When
        try (Worker worker = worker(suite.parts().gatewayUrl()).stream(stream)
                .slots(200)
                .handlers(counting)
                .start()) {
            awaitAllEnded();
            await().until(() -> worker.stats().accepted() == TASKS + 1);
            stats = worker.stats();
        }

        // Then
        assertEquals(TASKS, counting.handled.size());
        assertTrue(counting.handled.values().stream().allMatch(n -> n.get() == 1));
        assertEquals(TASKS, stats.succeeded());
        assertEquals(0, stats.lost() + stats.refused() + stats.failedCalls(), stats.toString());
        assertEquals(
                Map.of("SUCCEEDED", (long) TASKS, "DEAD", 1L),
                stored().stream().collect(groupingBy(Stored::state, counting())));
    }

    @ParameterizedTest(name = "stream {0}")
    @ValueSource(booleans = {false, true})
    void cutConnectionsLoseNothing(boolean stream) throws Exception {
        // Given
        Counting counting = new Counting();
        submit("e2e.count", 0, TASKS / 2);
        submit("e2e.count", TASKS / 2, TASKS / 2);

        // When
        int cut = 0;
        try (BadWire wire = new BadWire(suite.parts().gatewayUrl());
                Worker worker = worker(wire.url()).stream(stream)
                        .slots(20)
                        .handlers(counting)
                        .start()) {
            for (int part = 1; part <= 4; part++) {
                int enough = part * TASKS / 5;
                // A cut that the worker's client does not tell of is found by a ping after some seconds.
                await().atMost(CUT_IS_FOUND)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> counting.handled.size() >= enough);
                cut += wire.cut();
            }
            awaitAllEnded();
            await().atMost(CUT_IS_FOUND).until(() -> worker.stats().waiting() == 0);
            System.out.println("cut " + cut + " connections: " + worker.stats());
        }

        // Then
        assertTrue(cut > 0);
        assertEquals(TASKS, stored().size());
        assertTrue(stored().stream().allMatch(task -> task.state().equals("SUCCEEDED")));
        assertTrue(stored().stream()
                .allMatch(task -> task.attempts().stream()
                                .filter(a -> a.outcome().equals("succeeded"))
                                .count()
                        == 1));
    }

    @Test
    void aCancelStopsTheHandler() throws Exception {
        // Given
        CountDownLatch cancelled = new CountDownLatch(1);
        String id = submit("e2e.slow");
        try (Worker worker = worker(suite.parts().gatewayUrl())
                .on("e2e.slow", task -> {
                    task.progress(Map.of("percent", 10));
                    task.onCancel(cancelled::countDown);
                    if (cancelled.await(30, TimeUnit.SECONDS) && task.isCancelled()) {
                        throw new IllegalStateException("cancelled");
                    }
                    return null;
                })
                .start()) {
            await().until(() -> state(id).equals("RUNNING"));
            await().until(() -> api.get("/api/v1/tasks/" + id)
                            .data()
                            .path("attempts")
                            .path(0)
                            .path("progress")
                            .path("percent")
                            .asInt()
                    == 10);

            // When
            api.post("/api/v1/tasks/" + id + "/cancel", Api.object().put("mode", "graceful"))
                    .expect(200);

            // Then
            await().until(() -> state(id).equals("CANCELLED"));
            assertEquals(1, worker.stats().failed());
        }
    }

    @Test
    void anOperatorDrainsAWorkerWhichFinishesWhatItHolds() throws Exception {
        // Given
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch draining = new CountDownLatch(1);
        String held = submit("e2e.slow");
        Worker worker = worker(suite.parts().gatewayUrl())
                .on("e2e.slow", (Task task) -> go.await(30, TimeUnit.SECONDS))
                .slots(1)
                .listener(new WorkerListener() {
                    @Override
                    public void draining() {
                        draining.countDown();
                    }
                })
                .start();
        await().until(() -> worker.stats().running() == 1);
        String waiting = submit("e2e.slow");
        String path = "/api/v1/workers/" + worker.id().orElseThrow();
        JsonNode shown = api.get(path).expect(200).data();
        assertEquals(1, shown.path("leases").asInt(), shown.toString());

        // When
        api.post(path + "/drain", Api.object()).expect(200);
        await().until(() -> api.get(path).data().path("state").asText().equals("DRAINING"));
        assertTrue(draining.await(10, TimeUnit.SECONDS));
        go.countDown();

        // Then
        assertTrue(worker.join(Duration.ofSeconds(20)));
        assertEquals("SUCCEEDED", state(held));
        assertEquals("READY", state(waiting));
        api.get(path).expect(404);
    }

    @Test
    void aClosedWorkerHandsBackAtOnceWhatItCannotFinish() throws Exception {
        // Given
        String id = submit("e2e.slow");
        CountDownLatch never = new CountDownLatch(1);
        Worker worker = worker(suite.parts().gatewayUrl())
                .lease(Duration.ofMinutes(10))
                .grace(Duration.ofMillis(100))
                .on("e2e.slow", task -> never.await(60, TimeUnit.SECONDS))
                .start();
        await().until(() -> worker.stats().running() == 1);

        // When
        worker.close();

        // Then
        assertEquals("READY", state(id));
        try (Worker successor =
                worker(suite.parts().gatewayUrl()).on("e2e.slow", Task::attempt).start()) {
            await("the successor has it").until(() -> state(id).equals("SUCCEEDED"));
            assertEquals(1, successor.stats().succeeded());
        }
        JsonNode task = api.get("/api/v1/tasks/" + id).data();
        assertEquals(1, task.path("output").asInt(), task.toString());
    }
}
