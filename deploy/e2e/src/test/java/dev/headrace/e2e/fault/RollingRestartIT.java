package dev.headrace.e2e.fault;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.local.launch.Service;
import dev.headrace.local.process.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One task service after the other is restarted in order while eight callers submit and read: none of them notices.
 */
@Timeout(240)
class RollingRestartIT {
    private static final int CALLERS = 8;
    private static final int FLOW = 100;

    private final SharedSuite suite = SharedSuite.get();
    private final Api api = suite.admin();
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final LongAdder served = new LongAdder();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void noRequestFailsWhileEachTaskServiceIsRestarted() throws Exception {
        ObjectNode task = Api.object()
                .put("type", "e2e.rolling")
                .put("queue", "e2e-rolling")
                .put("delay_ms", 600_000);
        task.putObject("payload");

        restartUnder(Service.TASK, () -> {
            count("submit", 202, () -> api.post("/api/v1/tasks", task));
            count("read", 200, () -> api.get("/api/v1/tasks?limit=1"));
        });
    }

    private void restartUnder(Service service, Runnable round) throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            // Given
            List<Future<?>> calling = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                calling.add(callers.submit(() -> {
                    while (!over.get()) {
                        round.run();
                    }
                }));
            }
            awaitFlow();

            // When
            for (Server process : suite.parts().replicas(service)) {
                process.restart();
                awaitFlow();
            }
            over.set(true);
            for (Future<?> one : calling) {
                one.get();
            }
        } finally {
            over.set(true);
        }

        // Then
        System.out.println("restart of " + service + ": " + answers);
        Map<String, LongAdder> failed = new TreeMap<>(answers);
        failed.keySet().removeIf(answer -> answer.endsWith(" as it should"));
        assertEquals(Map.of().toString(), failed.toString(), () -> "answers " + answers);
        assertTrue(served.sum() > 2 * FLOW);
    }

    private void awaitFlow() {
        long before = served.sum();
        await("requests are served").atMost(Duration.ofSeconds(30)).until(() -> served.sum() > before + FLOW);
    }

    private interface Call {
        Api.Reply reply() throws IOException;
    }

    private void count(String what, int status, Call call) {
        String answer;
        try {
            Api.Reply reply = call.reply();
            answer = what
                    + (reply.status() == status
                            ? " as it should"
                            : " " + reply.status() + " "
                                    + reply.body().at("/error/code").asText());
        } catch (IOException e) {
            answer = what + " " + e;
        }
        answers.computeIfAbsent(answer, unseen -> new LongAdder()).increment();
        served.increment();
    }
}
