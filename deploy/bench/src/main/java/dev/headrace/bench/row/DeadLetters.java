package dev.headrace.bench.row;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.bench.probe.Database;
import dev.headrace.bench.report.Figure;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long it takes to write, find and handle dead letters where there are many, one call after the other. */
final class DeadLetters {
    private static final String LETTERS = "/api/v1/dead-letters";
    private static final String QUEUE = "bench-letters";
    /** A hundred thousand in one statement had not ended after five minutes; so they take one. */
    private static final long AT_ONCE = 1_000;

    private static final String DIE = """
        WITH t AS (
          INSERT INTO task (id, tenant, owner, type, queue, priority, payload, created_at, run_at, max_attempts)
          SELECT uuidv7(), (SELECT tenant FROM task LIMIT 1), 'bench', 'bench.' || i % 20, 'bench-dead', 2, '{}', now(), now(), 5
          FROM generate_series(1, LETTERS) AS i
          RETURNING id, type)
        INSERT INTO attempt (task_id, lease, attempt, due_at, started_at, finished_at, outcome, state_after, error_type,
                             error_message, reason, fingerprint)
        SELECT id, nextval('lease_number'), 5, now(), now(), now(), 'failed', 'DEAD', 'java.io.IOException',
               'Connection to 10.0.0.7:5432 refused while ' || type, 'ATTEMPTS_EXHAUSTED', left(md5(type), 16)
        FROM t
        """;

    private final Calls calls;
    private final Timed timed;

    /** @param rest waits until the suite has come to rest */
    DeadLetters(Calls calls, Runnable rest) {
        this.calls = calls;
        this.timed = new Timed(rest);
    }

    List<Figure> measure(Database database, long finished, long letters) throws IOException, SQLException {
        new Filling(database).fill(finished, 0);
        System.err.println("dead letters " + letters);
        for (long made = 0; made < letters; made += AT_ONCE) {
            database.run(DIE.replace("LETTERS", Long.toString(Math.min(AT_ONCE, letters - made))));
        }
        database.run("VACUUM ANALYZE");
        database.run("CHECKPOINT");
        String worker = calls.post("/api/v1/workers", Map.of("name", QUEUE, "queues", List.of(QUEUE)))
                .path("worker_id")
                .asText();
        String tables = String.format(Locale.ROOT, " with %,d finished tasks and %,d dead letters", finished, letters);
        timed.measure("outcome that succeeds" + tables, "", n -> answer(lease(worker), false));
        timed.measure("outcome that makes a dead letter" + tables, "≤ 10 ms", n -> answer(lease(worker), true));
        timed.measure("list of 100" + tables, "≤ 50 ms", n -> get("?status=PENDING&limit=100"));
        timed.measure("list of 100 by type, of 20 types", "≤ 50 ms", n -> get("?limit=100&type=bench." + n % 20));
        timed.measure("list of 100 by text", "≤ 50 ms", n -> get("?status=PENDING&limit=100&text=REFUSED"));
        timed.measure("groups", "≤ 50 ms", n -> get("/groups"));
        timed.measure("failures of the last day by type", "≤ 50 ms", n -> calls.get("/api/v1/failures/trends"));
        timed.measure("retry policies with their success", "≤ 50 ms", n -> calls.get("/api/v1/retry-policies"));
        timed.measure("tasks at risk", "≤ 50 ms", n -> calls.get("/api/v1/tasks/at-risk?within_ms=600000&limit=100"));
        List<String> ids = ids();
        timed.measure(
                "requeue",
                "≤ 10 ms",
                n -> calls.post(LETTERS + "/" + ids.get(n) + "/retry", Map.of("priority", "HIGH", "reason", "bench")));
        timed.measure("workflow: find, assign, note, retry", "≤ 50 ms", n -> workflow(worker));
        redrive(letters);
        return timed.figures();
    }

    private JsonNode lease(String worker) throws IOException {
        calls.post("/api/v1/tasks", Map.of("type", "bench", "queue", QUEUE, "payload", 1));
        return calls.post("/api/v1/leases", Map.of("worker_id", worker, "max", 1, "wait_ms", 5_000))
                .path("tasks")
                .path(0);
    }

    /** Nanoseconds of the call that answers. */
    private Long answer(JsonNode task, boolean dies) throws IOException {
        Map<String, Object> base = Map.of(
                "task_id", task.path("id").asText(), "lease", task.path("lease").asLong());
        Map<String, Object> outcome = new java.util.HashMap<>(base);
        outcome.put("result", dies ? "failed" : "succeeded");
        if (dies) {
            outcome.put("error", Map.of("type", "java.io.IOException", "message", "disk full", "retryable", false));
        }
        long begun = System.nanoTime();
        calls.post("/api/v1/leases/outcomes", Map.of("outcomes", List.of(outcome)));
        return System.nanoTime() - begun;
    }

    private Long workflow(String worker) throws IOException {
        JsonNode task = lease(worker);
        long died = answer(task, true);
        long begun = System.nanoTime();
        String id =
                get("?task_id=" + task.path("id").asText()).path(0).path("id").asText();
        calls.post(LETTERS + "/" + id + "/assign", Map.of());
        calls.post(LETTERS + "/" + id + "/notes", Map.of("text", "the disk was full"));
        calls.post(LETTERS + "/" + id + "/retry", Map.of());
        long handled = System.nanoTime() - begun;
        answer(
                calls.post("/api/v1/leases", Map.of("worker_id", worker, "max", 1, "wait_ms", 5_000))
                        .path("tasks")
                        .path(0),
                false);
        return died + handled;
    }

    private List<String> ids() throws IOException {
        List<String> ids = new ArrayList<>();
        get("?status=PENDING&limit=500")
                .forEach(letter -> ids.add(letter.path("id").asText()));
        return ids;
    }

    private void redrive(long letters) throws IOException {
        long begun = System.nanoTime();
        String id = calls.post(LETTERS + "/actions", Map.of("action", "retry", "filter", Map.of("status", "PENDING")))
                .path("id")
                .asText();
        JsonNode action;
        do {
            action = get("/actions/" + id);
        } while (!"DONE".equals(action.path("state").asText()));
        double seconds = (System.nanoTime() - begun) / 1e9;
        long done = action.path("done").asLong();
        timed.add(new Figure(
                String.format(Locale.ROOT, "redrive of %,d dead letters, %,d done", letters, done),
                String.format(Locale.ROOT, "%.1f s, %,.0f/s", seconds, done / seconds),
                ""));
    }

    private JsonNode get(String path) throws IOException {
        return calls.get(LETTERS + path);
    }
}
