package dev.headrace.e2e.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.e2e.traffic.Api.Reply;
import dev.headrace.local.launch.Service;
import dev.headrace.local.process.Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** E3: a task that is submitted again is not done again, whatever becomes of Redis; other input is told apart. */
@Timeout(300)
class IdempotencyIT {
    private static final int CALLERS = 1_000;
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final Set<Integer> MAY_BE_REPEATED = Set.of(409, 502, 503, 504);

    private final SharedSuite suite = SharedSuite.get();
    private final Api api = suite.admin();
    private final String queue = "once-" + UUID.randomUUID();
    private final String key = "order-" + UUID.randomUUID();

    /** What becomes of it. */
    enum Redis {
        UP,
        DOWN,
        DIES
    }

    @AfterEach
    void redisIsThereForOthers() {
        suite.parts().redis().start();
    }

    private ObjectNode order(int amount) {
        ObjectNode task = Api.object().put("type", "order.pay").put("queue", queue);
        task.putObject("payload").put("order", 7).put("amount", amount);
        return task;
    }

    private Reply submit(ObjectNode task, String idempotencyKey) throws IOException {
        return api.post("/api/v1/tasks", task, "Idempotency-Key", idempotencyKey);
    }

    private static boolean isReplay(Reply reply) {
        return reply.headers().firstValue("Idempotency-Replayed").equals(Optional.of("true"));
    }

    @Test
    void aDuplicateIsPreventedAndOtherInputIsToldApart() throws Exception {
        // Given
        Reply first = submit(order(10), '"' + key + '"').expect(202);

        // When
        Reply again = submit(order(10), key).expect(202);
        Reply other = submit(order(11), key).expect(422);

        // Then
        assertTrue(!isReplay(first) && isReplay(again));
        assertEquals(first.data().path("id"), again.data().path("id"));
        JsonNode error = other.body().path("error");
        assertEquals("IDEMPOTENCY_CONFLICT", error.path("code").asText());
        assertEquals("payload", error.path("errors").path(0).path("field").asText());
        assertTrue(error.path("errors").path(0).path("message").asText().contains("$.amount"), error::toString);
        assertEquals(1, suite.tasks().tasks(queue).size());
    }

    @ParameterizedTest
    @EnumSource
    void aThousandSubmitsAtOnceAreOneTask(Redis redis) throws Exception {
        // Given
        if (redis == Redis.DOWN) {
            suite.parts().redis().stop();
        }
        List<Server> replicas = suite.parts().replicas(Service.TASK);
        List<Double> before = handled(replicas);
        CountDownLatch some = new CountDownLatch(CALLERS / 5);

        // When
        List<Reply> replies = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> calls = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                calls.add(callers.submit(() -> untilAccepted(some)));
            }
            if (redis == Redis.DIES) {
                assertTrue(some.await(60, TimeUnit.SECONDS));
                suite.parts().redis().kill();
            }
            for (Future<Reply> call : calls) {
                replies.add(call.get());
            }
        }

        // Then
        assertTrue(replies.stream().filter(reply -> !isReplay(reply)).count() <= 1);
        Set<String> ids =
                replies.stream().map(r -> r.data().path("id").asText()).collect(Collectors.toSet());
        assertEquals(ids, suite.tasks().tasks(queue).keySet());
        assertEquals(1, ids.size());
        List<Double> after = handled(replicas);
        for (int i = 0; i < replicas.size(); i++) {
            assertTrue(after.get(i) > before.get(i), replicas.get(i).name() + " took no part");
        }
    }

    /** As a caller with a key may, it asks again when it was told that the key is in flight, or was not answered. */
    private Reply untilAccepted(CountDownLatch some) throws IOException {
        long end = System.nanoTime() + LONG.toNanos();
        Reply reply = submit(order(10), key);
        while (MAY_BE_REPEATED.contains(reply.status()) && System.nanoTime() < end) {
            reply = submit(order(10), key);
        }
        some.countDown();
        return reply.expect(202);
    }

    /** How many submissions with keys each replica has answered. */
    private static List<Double> handled(List<Server> replicas) throws IOException, InterruptedException {
        List<Double> counts = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (Server replica : replicas) {
                URI metrics = URI.create("http://127.0.0.1:" + replica.port() + "/q/metrics");
                String text = client.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                        .body();
                counts.add(text.lines()
                        .filter(line -> line.startsWith("headrace_idempotency_submissions_total"))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum());
            }
        }
        return counts;
    }
}
