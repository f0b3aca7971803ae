package dev.headrace.worker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Heartbeats, cancelling, and how a worker ends. */
@Timeout(30)
class WorkerLeaseTest {
    private final FakeServer server = new FakeServer();
    private final CountDownLatch go = new CountDownLatch(1);

    WorkerLeaseTest() throws IOException {}

    @AfterEach
    void close() {
        go.countDown();
        server.close();
    }

    private WorkerBuilder worker(Handler handler) {
        return Worker.connect(server.url(), "sk_test")
                .park(Duration.ofSeconds(2))
                .on("slow", handler);
    }

    private boolean waits() throws InterruptedException {
        return go.await(20, TimeUnit.SECONDS);
    }

    private List<String> results() {
        return server.accepted.stream().map(a -> a.path("result").asText()).toList();
    }

    @Test
    void oneHeartbeatNamesEveryLeaseAndBringsNewProgressOnce() {
        // Given
        server.submit("slow", 3, "{}");

        // When
        try (Worker worker = worker(task -> {
                    task.progress(Map.of("percent", 40));
                    return waits();
                })
                .start()) {
            await().until(() -> worker.stats().running() == 3
                    && server.calls("/workers/*/heartbeat").size() >= 3);

            // Then
            List<JsonNode> beats = server.calls("/workers/*/heartbeat").stream()
                    .map(FakeServer.Call::body)
                    .toList();
            assertEquals(3, beats.getLast().path("leases").size());
            long withNews = beats.stream()
                    .filter(beat -> beat.findPath("progress").path("percent").asInt() == 40)
                    .count();
            assertEquals(1, withNews);
            go.countDown();
        }
    }

    @Test
    void aWorkerThatHoldsNothingSendsNoHeartbeat() {
        try (Worker worker = worker(task -> null).start()) {
            await().until(() -> server.polls.get() == 1);
            await().during(Duration.ofMillis(400))
                    .until(() -> server.calls("/workers/*/heartbeat").isEmpty());
            assertTrue(worker.id().isPresent());
        }
    }

    @Test
    void aCancelReachesTheHandler() {
        // Given
        AtomicBoolean called = new AtomicBoolean();
        String id = server.submit("slow", 1, "{}").getFirst();
        try (Worker worker = worker(task -> {
                    task.onCancel(() -> {
                        called.set(true);
                        go.countDown();
                    });
                    waits();
                    if (task.isCancelled()) {
                        throw new IllegalStateException("cancelled");
                    }
                    return null;
                })
                .start()) {
            await().until(() -> worker.stats().running() == 1);

            // When
            server.cancel.add(id);

            // Then
            await().until(() -> worker.stats().accepted() == 1);
            assertTrue(called.get());
            assertEquals(List.of("failed"), results());
        }
    }

    @Test
    void aLostLeaseStopsTheHandlerAndNothingIsSaid() {
        // Given
        String id = server.submit("slow", 1, "{}").getFirst();
        AtomicInteger lost = new AtomicInteger();
        try (Worker worker = worker(task -> {
                    task.onCancel(go::countDown);
                    return waits();
                })
                .listener(new WorkerListener() {
                    @Override
                    public void lost(Task task) {
                        lost.incrementAndGet();
                        throw new IllegalStateException("a listener's fault");
                    }
                })
                .start()) {
            await().until(() -> worker.stats().running() == 1);

            // When
            server.expire(id);

            // Then
            await().until(() -> worker.stats().running() == 0);
            assertEquals(1, lost.get());
            assertEquals(1, worker.stats().lost());
            assertTrue(server.accepted.isEmpty());
        }
    }

    @Test
    void anExtensionIsSentAtOnceAndTheTaskGoesOn() {
        // Given
        server.submit("slow", 1, "{}");
        try (Worker worker = worker(task -> {
                    task.extend(60_000);
                    return waits();
                })
                .start()) {
            // When
            await().until(() -> server.accepted.size() == 1);

            // Then
            assertEquals(60_000, server.accepted.element().path("extend_ms").asLong());
            assertEquals(1, worker.stats().running());
            go.countDown();
            await().until(() -> worker.stats().accepted() == 1);
            assertEquals(List.of("extended", "succeeded"), results());
        }
    }

    @Test
    void closingLetsHandlersFinishAndDeregisters() throws InterruptedException {
        // Given
        server.submit("slow", 2, "{}");
        Worker worker = worker(task -> waits()).start();
        await().until(() -> worker.stats().running() == 2 && server.polls.get() == 1);

        // When
        worker.drain();
        await().until(() -> server.polls.get() == 0 || server.calls("/leases").size() > 1);
        server.submit("slow", 1, "{}");
        assertFalse(worker.join(Duration.ofMillis(100)));
        go.countDown();
        worker.close();

        // Then
        assertEquals(List.of("succeeded", "succeeded"), results());
        assertEquals(0, server.workers());
        assertEquals("DELETE", server.calls.getLast().method());
    }

    @Test
    void afterTheGraceHandlersAreInterruptedAndTheirTasksHandedBack() {
        // Given
        AtomicBoolean interrupted = new AtomicBoolean();
        server.submit("slow", 1, "{}");
        Worker worker = worker(task -> {
                    try {
                        return waits();
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                        throw e;
                    }
                })
                .grace(Duration.ofMillis(50))
                .start();
        await().until(() -> worker.stats().running() == 1);

        // When
        worker.close();

        // Then
        assertEquals(List.of("released"), results());
        assertEquals(1, worker.stats().released());
        await().untilTrue(interrupted);
    }

    @Test
    void theServerDrainsABusyWorkerByItsHeartbeat() throws InterruptedException {
        // Given
        server.submit("slow", 1, "{}");
        Worker worker = worker(task -> waits()).start();
        await().until(() -> worker.stats().running() == 1);

        // When
        server.drain = true;
        await().until(() -> server.polls.get() == 0 || server.calls("/leases").size() > 1);
        go.countDown();

        // Then
        assertTrue(worker.join(Duration.ofSeconds(10)));
        assertEquals(List.of("succeeded"), results());
        assertEquals(0, server.workers());
    }

    @Test
    void theServerDrainsAnIdleWorkerByTheAdviceOfNoLeaseCall() throws InterruptedException {
        // Given
        server.advice = 0;
        Worker worker = worker(task -> null).park(Duration.ofMillis(300)).start();

        // Then
        assertTrue(worker.join(Duration.ofSeconds(10)));
        assertEquals(1, server.calls("/leases").size());
        assertEquals(0, server.workers());
    }

    @Test
    void aTaskThatTheExecutorRefusesIsHandedBack() {
        // Given
        server.submit("slow", 1, "{}");

        // When
        try (Worker worker = worker(task -> null)
                .executor(task -> {
                    throw new java.util.concurrent.RejectedExecutionException("full");
                })
                .start()) {
            await().until(() -> worker.stats().released() == 1);
        }

        // Then
        assertEquals(List.of("released"), results());
    }
}
