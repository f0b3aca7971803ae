package dev.headrace.e2e.fault;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.e2e.traffic.Api.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A worker that waits on one replica gets the tasks that another one accepts before any pulse could tell: two workers wait, one on
 * each replica, and submits take turns, so every second task has to cross over. Without hints nine of ten would take up to 650 ms.
 */
@Timeout(300)
class HintsIT {
    private static final int ROUNDS = 40;
    private static final int WAIT_MS = 10_000;
    private static final Duration QUICK = Duration.ofMillis(400);

    private final SharedSuite suite = SharedSuite.get();
    private final Api api = suite.admin();

    @Test
    void aTaskCrossesOverInTime() throws Exception {
        await().atMost(Duration.ofSeconds(60)).until(() -> ninthOfTen(ROUNDS).compareTo(QUICK) < 0);
    }

    @Test
    void andAgainAfterRedisWasAway() throws Exception {
        // Given: without Redis it takes longer, and nothing is lost
        suite.parts().redis().stop();
        ninthOfTen(10);

        // When
        suite.parts().redis().start();

        // Then
        await().atMost(Duration.ofSeconds(90)).until(() -> ninthOfTen(ROUNDS).compareTo(QUICK) < 0);
    }

    /** How long nine of ten tasks took at most from the submit's answer to the worker's. */
    private Duration ninthOfTen(int rounds) throws Exception {
        List<Long> nanos = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Waiter one = new Waiter(threads);
                Waiter two = new Waiter(threads)) {
            for (int i = 0; i < rounds; i++) {
                Waiter next = i % 4 < 2 ? one : two;
                nanos.add(next.round());
            }
        }
        Collections.sort(nanos);
        return Duration.ofNanos(nanos.get(rounds * 9 / 10));
    }

    /** A worker with a queue of its own that always waits. */
    private final class Waiter implements AutoCloseable {
        private final String queue = "hints-" + UUID.randomUUID();
        private final ExecutorService threads;
        private final String id;
        private Future<Long> waiting;

        Waiter(ExecutorService threads) throws IOException {
            this.threads = threads;
            ObjectNode registration = Api.object().put("name", "waiter");
            registration.putArray("queues").add(queue);
            this.id = api.post("/api/v1/workers", registration)
                    .expect(201)
                    .data()
                    .path("worker_id")
                    .asText();
            this.waiting = park();
        }

        private Future<Long> park() {
            CountDownLatch sent = new CountDownLatch(1);
            Future<Long> answered = threads.submit(() -> {
                ObjectNode ask = Api.object().put("worker_id", id).put("wait_ms", WAIT_MS);
                sent.countDown();
                Reply reply = api.post("/api/v1/leases", ask).expect(200);
                long now = System.nanoTime();
                finish(reply.data().path("tasks"));
                return now;
            });
            await().atMost(Duration.ofSeconds(15)).until(() -> sent.getCount() == 0);
            return answered;
        }

        private void finish(JsonNode tasks) throws IOException {
            ObjectNode body = Api.object();
            tasks.forEach(task -> body.withArray("outcomes")
                    .addObject()
                    .put("task_id", task.path("id").asText())
                    .put("lease", task.path("lease").asLong())
                    .put("result", "succeeded"));
            assertEquals(1, tasks.size());
            api.post("/api/v1/leases/outcomes", body).expect(200);
        }

        long round() throws Exception {
            ObjectNode task = Api.object().put("type", "hinted").put("queue", queue);
            task.putObject("payload");
            api.post("/api/v1/tasks", task).expect(202);
            long accepted = System.nanoTime();
            long answered = waiting.get(WAIT_MS, TimeUnit.MILLISECONDS);
            waiting = park();
            return Math.max(0, answered - accepted);
        }

        @Override
        public void close() throws Exception {
            ObjectNode task = Api.object().put("type", "hinted").put("queue", queue);
            task.putObject("payload");
            api.post("/api/v1/tasks", task).expect(202);
            waiting.get(WAIT_MS, TimeUnit.MILLISECONDS);
        }
    }
}
