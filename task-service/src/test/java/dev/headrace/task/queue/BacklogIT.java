package dev.headrace.task.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.TaskApi.Worker.Leased;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With 100,000 tasks waiting: what is urgent still goes first, and looking at the queue is still cheap. */
@OnEngines
@Timeout(180)
class BacklogIT {
    private static final int WAITING = 100_000;

    private final TaskApi api = TaskApi.ofNewTenant();

    @Inject
    Pool pool;

    @Test
    void aCriticalTaskIsLeasedNextAndStatisticsStayCheap() throws Exception {
        // Given
        List<String> ids = fill();
        TaskApi.Worker worker = api.worker();
        worker.lease(Map.of("max", 10));

        // When
        long[] waits = new long[200];
        for (int i = 0; i < waits.length; i++) {
            long begun = System.nanoTime();
            String critical = api.submit(Map.of("type", "urgent", "payload", 1, "priority", "CRITICAL"));
            long accepted = System.nanoTime();
            Leased next = worker.next();
            waits[i] = System.nanoTime() - begun;

            // Then
            assertEquals(critical, next.id());
            assertTrue(accepted > begun);
            worker.answer(next.succeeded());
        }
        report("CRITICAL task behind 100,000 BULK ones, submit call to lease", waits);
        report("GET /queues/default/stats", times(50, () -> api.get("/api/v1/queues/default/stats")));
        report("counting, segments of 1,000", times(20, this::count));
        String last = ids.getLast();
        report("GET /tasks/{id} of the last one", times(50, () -> api.task(last)));
        assertEquals(WAITING - 11, api.task(last).getInt("data.waiting.ahead"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(
                        () -> api.get("/api/v1/queues/default/stats").getInt("data.total.ready"),
                        ready -> ready == WAITING - 10);

        // Given the worst case: each task in a segment of its own
        pool.query("""
                        WITH one AS (DELETE FROM segment RETURNING *)
                        INSERT INTO segment (tenant, queue, type, host, priority, due_at, attempt, crashes, head, size, ids)
                        SELECT tenant, queue, type, host, priority, due_at, attempt, crashes, 0, 1, ARRAY[u.id]
                        FROM one CROSS JOIN unnest(ids[head + 1 :]) WITH ORDINALITY AS u (id, o) ORDER BY one.id, u.o
                        """).execute().await().indefinitely();

        // When, Then
        report("counting, segments of 1", times(20, this::count));
        report("GET /queues/default/stats, segments of 1", times(50, () -> api.get("/api/v1/queues/default/stats")));
        report("GET /tasks/{id} of the last one, segments of 1", times(20, () -> api.task(last)));
        assertEquals(WAITING - 11, api.task(last).getInt("data.waiting.ahead"));
    }

    private List<String> fill() {
        List<String> ids = new ArrayList<>(WAITING);
        for (int i = 0; i < WAITING / 1_000; i++) {
            List<Map<String, Object>> tasks = IntStream.range(0, 1_000)
                    .<Map<String, Object>>mapToObj(n -> Map.of("type", "bulk", "payload", n, "priority", "BULK"))
                    .toList();
            ids.addAll(api.post("/api/v1/tasks/bulk", Map.of("tasks", tasks))
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("data.results.id"));
        }
        return ids;
    }

    private Object count() {
        return pool.preparedQuery("""
                        SELECT tenant, queue, priority, sum(size - head)::bigint, min(due_at)
                        FROM segment GROUP BY tenant, queue, priority
                        """).execute().await().indefinitely();
    }

    private static long[] times(int times, Callable<Object> call) throws Exception {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long begun = System.nanoTime();
            call.call();
            nanos[i] = System.nanoTime() - begun;
        }
        return nanos;
    }

    private static void report(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "MEASURED %s: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                what,
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 99 / 100] / 1e6,
                nanos[nanos.length - 1] / 1e6);
    }
}
