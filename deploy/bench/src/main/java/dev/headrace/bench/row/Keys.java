package dev.headrace.bench.row;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.bench.probe.TimerBuckets;
import dev.headrace.bench.report.Figure;
import dev.headrace.local.launch.Service;
import dev.headrace.local.launch.Suite;
import dev.headrace.local.process.Server;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What submitting with an idempotency key costs, with Redis there and away. */
final class Keys {
    private static final String TASKS = "/api/v1/tasks";
    private static final int TOGETHER = 50;

    private final Calls calls;
    private final Timed timed;
    private final Optional<Suite> suite;

    /**
     * @param rest waits until the suite has come to rest
     * @param suite if it is one of our own: its Redis is stopped meanwhile
     */
    Keys(Calls calls, Runnable rest, Optional<Suite> suite) {
        this.calls = calls;
        this.suite = suite;
        this.timed = new Timed(rest);
    }

    List<Figure> measure() throws IOException {
        // What any call costs that passes both services: a task without a type.
        timed.measure("submit that is refused, nothing is done", "", n -> calls.status(TASKS, Map.of("payload", n)));
        timed.measure("submit without a key", "", n -> calls.post(TASKS, task("")));
        timed.measure("first submit of a key", "", n -> calls.post(TASKS, task("first-" + n)));
        timed.measure(
                "first submit of a derived key", "1 ms more than with a key", n -> calls.post(TASKS, derived("d" + n)));
        repeats("Redis", "redis", "≤ 2 ms");
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
        if (suite.isPresent()) {
            Server redis = suite.get().redis();
            redis.stop();
            repeats("PostgreSQL alone", "postgres", "≤ 7 ms");
            redis.start();
        }
        return timed.figures();
    }

    /** @param way as the service's own timer calls it */
    private void repeats(String by, String way, String goal) throws IOException {
        calls.post(TASKS, task("again-" + by));
        timed.measure(
                "repeat of a key, by " + by + ", the whole call", "", n -> calls.post(TASKS, task("again-" + by)));
        TimerBuckets before = checks(way);
        timed.measure(
                "the same, of it in the task service by Server-Timing",
                "",
                n -> calls.serviceNanos(TASKS, task("again-" + by)));
        TimerBuckets checks = checks(way).since(before);
        if (checks.count() > 0) {
            timed.add(new Figure(
                    "the same, of it the check: from the question whether the key was used to its answer, "
                            + checks.count() + " in the service's own histogram",
                    String.format(
                            Locale.ROOT,
                            "p50 ≤ %.2f, p95 ≤ %.2f ms",
                            checks.atMostMillis(0.5),
                            checks.atMostMillis(0.95)),
                    goal));
        }
    }

    /** Of all processes of a suite of our own; nothing of another. */
    private TimerBuckets checks(String way) throws IOException {
        TimerBuckets all = new TimerBuckets(new TreeMap<>());
        for (Server replica : suite.map(s -> s.replicas(Service.TASK)).orElse(List.of())) {
            URI metrics = URI.create("http://127.0.0.1:" + replica.port() + "/q/metrics");
            all = all.plus(TimerBuckets.read(metrics, "headrace_idempotency_repeat_seconds", "way=\"" + way + "\""));
        }
        return all;
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
