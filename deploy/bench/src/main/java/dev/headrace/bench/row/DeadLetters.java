package dev.headrace.bench.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headrace.bench.probe.Database;
import dev.headrace.bench.report.Figure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** How long it takes to write, find and handle dead letters where there are many, one call after the other. */
final class DeadLetters {
    private static final String LETTERS = "/api/v1/dead-letters";
    private static final String QUEUE = "bench-letters";
    private static final int TIMES = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

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

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String key;
    private final List<Figure> figures = new ArrayList<>();

    DeadLetters(String url, String key) {
        this.url = url;
        this.key = key;
    }

    List<Figure> measure(Database database, long finished, long letters) throws IOException, SQLException {
        new Filling(database).fill(finished, 0);
        System.err.println("dead letters " + letters);
        database.run(DIE.replace("LETTERS", Long.toString(letters)));
        database.run("VACUUM ANALYZE");
        database.run("CHECKPOINT");
        String worker = post("/api/v1/workers", Map.of("name", QUEUE, "queues", List.of(QUEUE)))
                .path("worker_id")
                .asText();
        String tables = String.format(Locale.ROOT, " with %,d finished tasks and %,d dead letters", finished, letters);
        figure("outcome that succeeds" + tables, times(n -> answer(lease(worker), false)), "");
        figure("outcome that makes a dead letter" + tables, times(n -> answer(lease(worker), true)), "≤ 10 ms");
        figure("list of 100" + tables, times(n -> get("?status=PENDING&limit=100")), "≤ 50 ms");
        figure("list of 100 by type, of 20 types", times(n -> get("?limit=100&type=bench." + n % 20)), "≤ 50 ms");
        figure("list of 100 by text", times(n -> get("?status=PENDING&limit=100&text=REFUSED")), "≤ 50 ms");
        figure("groups", times(n -> get("/groups")), "≤ 50 ms");
        List<String> ids = ids();
        figure(
                "requeue",
                times(n -> post(LETTERS + "/" + ids.get(n) + "/retry", Map.of("priority", "HIGH", "reason", "bench"))),
                "≤ 10 ms");
        figure("workflow: find, assign, note, retry", times(n -> workflow(worker)), "≤ 50 ms");
        redrive(letters);
        return figures;
    }

    /** One thing that is done over and over; what has to be there for it is not timed. */
    private interface Step {
        Object run(int n) throws IOException;
    }

    private Histogram times(Step step) throws IOException {
        Histogram times = new Histogram(3);
        for (int n = -TIMES / 4; n < TIMES; n++) {
            long begun = System.nanoTime();
            Object result = step.run(Math.floorMod(n, TIMES));
            long took = result instanceof Long nanos ? nanos : System.nanoTime() - begun;
            if (n >= 0) {
                times.recordValue(took);
            }
        }
        return times;
    }

    private void figure(String row, Histogram times, String goal) {
        String value = String.format(
                Locale.ROOT,
                "p50 %.1f, p95 %.1f ms",
                times.getValueAtPercentile(50) / 1e6,
                times.getValueAtPercentile(95) / 1e6);
        System.err.println(row + ": " + value);
        figures.add(new Figure(row + ", through the gateway", value, goal));
    }

    private JsonNode lease(String worker) throws IOException {
        post("/api/v1/tasks", Map.of("type", "bench", "queue", QUEUE, "payload", 1));
        return post("/api/v1/leases", Map.of("worker_id", worker, "max", 1, "wait_ms", 5_000))
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
        post("/api/v1/leases/outcomes", Map.of("outcomes", List.of(outcome)));
        return System.nanoTime() - begun;
    }

    private Long workflow(String worker) throws IOException {
        JsonNode task = lease(worker);
        long died = answer(task, true);
        long begun = System.nanoTime();
        String id =
                get("?task_id=" + task.path("id").asText()).path(0).path("id").asText();
        post(LETTERS + "/" + id + "/assign", Map.of());
        post(LETTERS + "/" + id + "/notes", Map.of("text", "the disk was full"));
        post(LETTERS + "/" + id + "/retry", Map.of());
        long handled = System.nanoTime() - begun;
        answer(
                post("/api/v1/leases", Map.of("worker_id", worker, "max", 1, "wait_ms", 5_000))
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
        String id = post(LETTERS + "/actions", Map.of("action", "retry", "filter", Map.of("status", "PENDING")))
                .path("id")
                .asText();
        JsonNode action;
        do {
            action = get("/actions/" + id);
        } while (!"DONE".equals(action.path("state").asText()));
        double seconds = (System.nanoTime() - begun) / 1e9;
        long done = action.path("done").asLong();
        figures.add(new Figure(
                String.format(Locale.ROOT, "redrive of %,d dead letters, %,d done", letters, done),
                String.format(Locale.ROOT, "%.1f s, %,.0f/s", seconds, done / seconds),
                ""));
    }

    private JsonNode get(String path) throws IOException {
        return data(request(LETTERS + path).GET().build());
    }

    private JsonNode post(String path, Object body) throws IOException {
        return data(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + key);
    }

    private JsonNode data(HttpRequest request) throws IOException {
        try {
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() >= 300) {
                throw new IOException(request.uri() + " answered " + answer.statusCode() + " "
                        + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
            }
            return JSON.readTree(answer.body()).path("data");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
