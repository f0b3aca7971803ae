package dev.headrace.worker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a worker does when the server is away, forgets it, refuses it or cuts it off. */
@Timeout(30)
class WorkerTroubleTest {
    private final FakeServer server = new FakeServer();

    WorkerTroubleTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
    }

    private WorkerBuilder worker() {
        return Worker.connect(server.url(), "sk_test")
                .park(Duration.ofMillis(300))
                .on("noop", task -> null);
    }

    @Test
    void aForgottenWorkerRegistersAgainAndGoesOn() {
        try (Worker worker = worker().start()) {
            await().until(() -> server.polls.get() == 1);
            String before = worker.id().orElseThrow();

            // When
            server.forgetWorkers();
            server.submit("noop", 3, "{}");

            // Then
            await().until(() -> worker.stats().accepted() == 3);
            assertEquals(2, server.calls("/workers").size());
            assertTrue(!before.equals(worker.id().orElseThrow()));
        }
    }

    @Test
    void anAnswerIsRepeatedUntilItIsTakenAndCountsOnce() {
        // Given: the lease call that brings the answer, or the call for it alone, fails in four ways
        server.submit("noop", 1, "{}");
        CountDownLatch go = new CountDownLatch(1);
        try (Worker worker = Worker.connect(server.url(), "sk_test")
                .on("noop", task -> go.await(20, TimeUnit.SECONDS))
                .start()) {
            await().until(() -> worker.stats().running() == 1 && server.polls.get() == 1);
            server.trouble("/leases/outcomes", 503, "OVERLOADED", "");
            server.trouble("/leases/outcomes", 502, "", "");
            server.trouble("/leases/outcomes", 0, "", "");
            server.trouble("/leases/outcomes", 500, "INTERNAL", "");

            // When
            go.countDown();

            // Then
            await().until(() -> worker.stats().accepted() == 1);
            assertEquals(1, server.accepted.size());
            assertEquals(5, server.calls("/leases/outcomes").size());
            assertEquals(0, worker.stats().lost());
            assertEquals(4, worker.stats().failedCalls());
        }
    }

    @Test
    void nothingIsSentBeforeTheTimeThatRetryAfterNames() {
        // Given
        server.trouble("/leases", 429, "RATE_LIMITED", "1");

        // When
        try (Worker worker = worker().start()) {
            await().until(() -> server.calls("/leases").size() == 2);
            assertEquals(1, worker.stats().failedCalls());
        }

        // Then
        List<FakeServer.Call> calls = server.calls("/leases");
        long pause = calls.get(1).nanos() - calls.get(0).nanos();
        assertTrue(pause >= 990_000_000L, pause + " ns");
    }

    @Test
    void aServerThatAnswersEmptyAtOnceIsNotAskedInABusyLoop() {
        // Given
        server.neverParks = true;
        long began = System.nanoTime();

        // When
        try (Worker worker = worker().start()) {
            await().until(() -> server.calls("/leases").size() >= 4);
            assertEquals(0, worker.stats().failedCalls());
        }

        // Then
        long most = 2 + (System.nanoTime() - began) / 250_000_000L;
        assertTrue(
                server.calls("/leases").size() <= most, server.calls("/leases").size() + " calls");
    }

    @Test
    void aWorkerThatIsForgottenAgainAndAgainBacksOff() {
        // Given
        for (int i = 0; i < 5; i++) {
            server.trouble("/leases", 404, "WORKER_NOT_FOUND", "");
        }
        long began = System.nanoTime();

        // When
        try (Worker worker = worker().start()) {
            server.submit("noop", 1, "{}");
            await().until(() -> worker.stats().accepted() == 1);
        }

        // Then: at least half of 50 + 100 + 200 + 400 + 800 ms
        assertTrue(System.nanoTime() - began > 700_000_000L);
        assertEquals(6, server.calls("/workers").size());
    }

    @Test
    void anAnswerForALostLeaseIsDroppedAndCounted() {
        // Given
        server.beatMs = 60_000;
        String id = server.submit("slow", 1, "{}").getFirst();
        CountDownLatch go = new CountDownLatch(1);
        try (Worker worker = Worker.connect(server.url(), "sk_test")
                .on("slow", task -> go.await(20, TimeUnit.SECONDS))
                .start()) {
            await().until(() -> worker.stats().running() == 1);

            // When
            server.expire(id);
            go.countDown();

            // Then
            await().until(() -> worker.stats().lost() == 1);
            assertEquals(0, worker.stats().waiting());
            assertEquals(0, server.accepted.size());
            assertEquals(0, worker.stats().refused());
        }
    }

    @Test
    void aRefusedBatchIsSplitUntilTheWrongAnswerIsFound() {
        // Given
        CountDownLatch go = new CountDownLatch(1);
        server.submit("slow", 4, "{}");
        try (Worker worker = Worker.connect(server.url(), "sk_test")
                .on("slow", task -> go.await(20, TimeUnit.SECONDS))
                .slots(5)
                .start()) {
            await().until(() -> worker.stats().running() == 4 && server.polls.get() == 1);
            for (int i = 0; i < 3; i++) {
                server.trouble("/leases/outcomes", 413, "PAYLOAD_TOO_LARGE", "");
            }

            // When
            go.countDown();

            // Then
            await().until(() -> worker.stats().accepted() == 4);
            assertEquals(0, worker.stats().waiting());
        }
    }

    @Test
    void whereNoStreamCanBeOpenedTheWorkerLeasesByCalls() {
        // Given
        server.submit("noop", 3, "{}");

        // When
        try (Worker worker = worker().stream(true).start()) {
            // Then
            await().until(() -> worker.stats().accepted() == 3);
            assertEquals(0, worker.stats().failedCalls());
        }
        assertTrue(!server.calls("/workers/*/stream").isEmpty());
        assertTrue(!server.calls("/leases").isEmpty());
    }

    @Test
    void aWorkerThatStartsBeforeTheServerWaitsForIt() throws IOException {
        // Given
        String url = server.url();
        server.close();

        // When
        try (Worker worker = Worker.connect(url, "sk_test")
                .on("noop", task -> null)
                .grace(Duration.ZERO)
                .start()) {
            // Then
            await().until(() -> worker.stats().failedCalls() >= 2);
            assertTrue(worker.id().isEmpty());
        }
    }
}
