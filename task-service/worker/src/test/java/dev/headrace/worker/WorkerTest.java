package dev.headrace.worker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a worker does with its tasks. */
@Timeout(30)
class WorkerTest {
    private final FakeServer server = new FakeServer();

    WorkerTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
    }

    private WorkerBuilder worker() {
        return Worker.connect(server.url() + "/", "sk_test").park(Duration.ofMillis(300));
    }

    private JsonNode answer() {
        await().until(() -> !server.accepted.isEmpty());
        return server.accepted.element();
    }

    record Greeting(String name) {}

    @Test
    void aTaskIsRunWithItsPayloadAndItsOutputIsKept() {
        // Given
        String id = server.submit("greet", 1, "{\"name\":\"Ada\",\"more\":1}").getFirst();

        // When
        try (Worker worker = worker().on(
                        "greet",
                        task -> Map.of("hello", task.payload(Greeting.class).name(), "attempt", task.attempt()))
                .start()) {
            JsonNode answer = answer();

            // Then
            assertEquals(id, answer.path("task_id").asText());
            assertEquals("succeeded", answer.path("result").asText());
            assertEquals("Ada", answer.path("output").path("hello").asText());
            JsonNode registration = server.calls("/workers").getFirst().body();
            assertEquals("[\"greet\"]", registration.path("types").toString());
            assertEquals(10, registration.path("slots").asInt());
            await().until(() -> worker.stats().accepted() == 1);
            assertEquals(0, worker.stats().waiting());
        }
        assertEquals(0, server.workers());
    }

    @Test
    void theAnswersOfABusyWorkerRideOnItsLeaseCalls() {
        // Given
        server.submit("noop", 5_000, "{}");

        // When
        try (Worker worker = worker().slots(500).on("noop", task -> null).start()) {
            await().atMost(20, SECONDS).until(() -> worker.stats().accepted() == 5_000);

            // Then
            int calls = server.calls.size();
            assertTrue(calls < 500, calls + " calls for 5000 tasks");
            assertEquals(5_000, worker.stats().succeeded());
            assertEquals(0, worker.stats().lost());
        }
    }

    @Test
    void aFinishedTaskIsAnsweredWhileTheOnlyLeaseCallParks() {
        // Given
        CountDownLatch go = new CountDownLatch(1);
        server.submit("slow", 1, "{}");
        try (Worker worker = worker().slots(2)
                .park(Duration.ofSeconds(20))
                .on("slow", task -> {
                    go.await();
                    return null;
                })
                .start()) {
            await().until(() -> worker.stats().running() == 1 && server.polls.get() == 1);

            // When
            go.countDown();

            // Then
            await().atMost(Duration.ofSeconds(15)).until(() -> server.accepted.size() == 1);
            assertEquals(1, server.calls("/leases/outcomes").size());
        }
    }

    @Test
    void noMoreHandlersRunThanThereAreSlots() {
        // Given
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        server.advice = 4;
        server.submit("count", 300, "{}");

        // When
        try (Worker worker = worker().slots(7)
                .on("count", task -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    return now.getAndDecrement();
                })
                .start()) {
            await().until(() -> worker.stats().accepted() == 300);
        }

        // Then
        assertTrue(most.get() <= 7, most + " at once");
    }

    @Test
    void theServersAdviceSaysHowManyLeaseCallsThereAre() {
        // Given
        server.advice = 3;
        server.submit("noop", 1, "{}");

        // When
        try (Worker worker = worker().slots(30)
                .park(Duration.ofSeconds(20))
                .on("noop", task -> null)
                .start()) {
            await().until(() -> server.polls.get() == 3);

            // Then
            assertTrue(server.calls("/leases").stream()
                    .skip(1)
                    .allMatch(call -> call.body().path("max").asInt() <= 10));
            assertTrue(worker.id().isPresent());
        }
        assertEquals(3, server.mostPolls.get());
    }

    @Test
    void whatAHandlerThrowsSaysHowTheTaskGoesOn() {
        // Given
        server.submit("never", 1, "{}");
        server.submit("later", 1, "{}");
        server.submit("oops", 1, "{}");
        server.submit("typed", 1, "[]");

        // When
        try (Worker worker = worker().on("never", task -> {
                    throw new NotRetryable("no such customer");
                })
                .on("later", task -> {
                    throw new RetryAfter(Duration.ofSeconds(7), "busy", new IllegalStateException("x"));
                })
                .on("oops", task -> {
                    throw new StackOverflowError("y".repeat(20_000));
                })
                .on("typed", task -> task.payload(Greeting.class).name())
                .start()) {
            await().until(() -> worker.stats().failed() == 4 && server.accepted.size() == 4);
        }

        // Then
        JsonNode never = error("no such customer");
        assertEquals(NotRetryable.class.getName(), never.path("type").asText());
        assertEquals(false, never.path("retryable").asBoolean());
        JsonNode later = error("busy");
        assertEquals("java.lang.IllegalStateException", later.path("type").asText());
        assertEquals(7_000, later.path("retry_after_ms").asLong());
        JsonNode oops = error("yyy");
        assertFalse(oops.has("retryable"));
        assertEquals(4_096, oops.path("message").asText().length());
        assertEquals(16_384, oops.path("stack").asText().length());
        assertEquals(false, error("The payload is no").path("retryable").asBoolean());
    }

    private JsonNode error(String beginning) {
        return server.accepted.stream()
                .map(answer -> answer.path("error"))
                .filter(error -> error.path("message").asText().startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anOutputThatIsTooLargeOrRefusedEndsTheTaskAsFailed() {
        // Given
        server.submit("large", 1, "{}");
        server.invalid.add(server.submit("odd", 1, "{}").getFirst());

        // When
        try (Worker worker = worker().on("large", task -> "x".repeat(70_000))
                .on("odd", task -> "fine")
                .start()) {
            await().until(() -> worker.stats().accepted() == 2);
        }

        // Then
        assertEquals(false, error("The output has 70002").path("retryable").asBoolean());
        assertEquals(false, error("The server refused").path("retryable").asBoolean());
    }
}
