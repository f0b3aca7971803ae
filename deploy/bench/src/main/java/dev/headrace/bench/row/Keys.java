package dev.headrace.bench.row;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.bench.report.Figure;
import dev.headrace.local.process.Server;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What submitting with an idempotency key costs, with Redis there and away. */
final class Keys {
    private static final String TASKS = "/api/v1/tasks";
    private static final int TOGETHER = 50;

    private final Calls calls;
    private final Timed timed;

    /** @param rest waits until the suite has come to rest */
    Keys(Calls calls, Runnable rest) {
        this.calls = calls;
        this.timed = new Timed(rest);
    }

    /** @param redis of a suite of our own, to be stopped meanwhile */
    List<Figure> measure(Optional<Server> redis) throws IOException {
        // What any call costs that passes both services: a task without a type.
        timed.measure("submit that is refused, nothing is done", "", n -> calls.status(TASKS, Map.of("payload", n)));
        timed.measure("submit without a key", "", n -> calls.post(TASKS, task("")));
        timed.measure("first submit of a key", "", n -> calls.post(TASKS, task("first-" + n)));
        timed.measure(
                "first submit of a derived key", "1 ms more than with a key", n -> calls.post(TASKS, derived("d" + n)));
        repeats("Redis", "≤ 2 ms");
        calls.post(TASKS, task("many"));
        timed.measure("50 repeats of a key at once", "≤ 100 ms", n -> {
            calls.together(TASKS, Collections.nCopies(TOGETHER, task("many")));
            return Optional.empty();
        });
        timed.measure(
                "classification of an error with its policy",
                "≤ 3 ms",
                n -> calls.post(
                        "/api/v1/failures/classify",
                        Map.of("error", Map.of("type", "HTTPError", "message", "503 Server Error for /a/" + n))));
        if (redis.isPresent()) {
            redis.get().stop();
            repeats("PostgreSQL alone", "≤ 7 ms");
            redis.get().start();
        }
        return timed.figures();
    }

    private void repeats(String by, String goal) throws IOException {
        calls.post(TASKS, task("again-" + by));
        timed.measure("repeat of a key, by " + by, goal, n -> calls.post(TASKS, task("again-" + by)));
        timed.measure(
                "the same, of it in the task service by Server-Timing",
                goal,
                n -> calls.serviceNanos(TASKS, task("again-" + by)));
    }

    private static ObjectNode task(String key) {
        ObjectNode task = JsonNodeFactory.instance.objectNode();
        task.put("type", "bench").put("queue", "bench-keys").put("payload", "x".repeat(198));
        return key.isEmpty() ? task : task.put("idempotency_key", key);
    }

    private static ObjectNode derived(String payload) {
        ObjectNode task = task("").put("payload", payload);
        task.putObject("idempotency").putArray("derive_from").add("$");
        return task;
    }
}
