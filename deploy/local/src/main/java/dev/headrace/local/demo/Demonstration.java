package dev.headrace.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.launch.Suite;
import dev.headrace.local.process.Child;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The main job on real input: the Markdown files of this project, one task each, counted by the example workers.
 *
 * <p>One task fails at its first attempt and is retried, one has broken input and ends as a dead letter. Three witnesses
 * are then asked how the tasks ended: the tasks, the analytics, and the receiver of the webhooks.
 */
public final class Demonstration {

    private static final String TYPE = "text.statistics";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Suite suite;
    private final Path project;
    private final PrintStream out;
    private final Gateway gateway;
    private final Patience patience;
    private final Table table;

    public Demonstration(Suite suite, Path project, PrintStream out) {
        this.suite = suite;
        this.project = project;
        this.out = out;
        this.gateway = new Gateway(suite.gatewayUrl(), suite.adminKey());
        this.patience = new Patience(suite.guard());
        this.table = new Table(out);
    }

    /** Runs it within a few minutes at most. Returns whether everything was as it should be. */
    public boolean show() {
        Path logs = suite.logFolder();
        Examples examples = new Examples(project.resolve("deploy/examples"), logs, suite.guard(), out);
        List<Child> workers = new ArrayList<>();
        Optional<Receiver> receiver = Optional.empty();
        try {
            List<Document> documents = Document.below(project);
            out.println("Demonstration: counting the words of " + documents.size()
                    + " Markdown files of this project with the workers of deploy/examples");
            receiver = Receiver.start(examples, gateway, folder(), patience);
            JsonNode key = workerKey();
            workers.addAll(examples.workers(Map.of(
                    "HEADRACE_URL",
                    suite.gatewayUrl(),
                    "HEADRACE_API_KEY",
                    key.path("key").asText())));
            boolean good = run(documents, receiver);
            workers.forEach(worker -> worker.stop(Duration.ofSeconds(10)));
            gateway.patch("/api/v1/api-keys/" + key.path("id").asText() + "/revoke");
            receiver.ifPresent(Receiver::end);
            return good;
        } catch (DemoException | IllegalStateException | UncheckedIOException e) {
            out.println("  The demonstration stops here: " + e.getMessage() + " (logs in " + logs + ")");
            workers.forEach(Child::kill);
            return false;
        }
    }

    private boolean run(List<Document> documents, Optional<Receiver> receiver) {
        Instant from = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        Counts before = usage(from);
        List<String> ids = submit(documents);
        List<TaskRow> rows = patience.until("not every task ended", LIMIT, () -> ended(ids));
        table.tasks(rows);
        Counts truth = Counts.ofTasks(rows);
        table.countsHeader();
        table.counts("tasks", truth, "");
        boolean good = truth.equals(new Counts(documents.size(), 1, 1));
        Counts analytics = settle(truth, () -> usage(from).minus(before));
        table.counts("analytics", analytics, "");
        good &= analytics.equals(truth);
        if (receiver.isPresent()) {
            Receiver it = receiver.get();
            Counts webhooks =
                    settle(truth, () -> it.counts().map(Counts::ofDeliveries).orElse(new Counts(0, 0, 0)));
            long invalid =
                    it.counts().map(counts -> sum(counts.path("invalid"))).orElse(0L);
            table.counts(
                    "webhooks",
                    webhooks,
                    invalid == 0 ? "every signature verified" : invalid + " with a bad signature");
            good &= webhooks.equals(truth) && invalid == 0;
        }
        out.println(good ? "\n  All agree.\n" : "\n  They do not agree: please report this.\n");
        return good;
    }

    private static long sum(JsonNode numbers) {
        long sum = 0;
        for (JsonNode number : numbers) {
            sum += number.asLong();
        }
        return sum;
    }

    /** The last answer of a witness who needs a moment: the expected one, or what it said in the end. */
    private Counts settle(Counts expected, Supplier<Counts> witness) {
        try {
            return patience.until("", LIMIT, () -> Optional.of(witness.get()).filter(expected::equals));
        } catch (DemoException e) {
            return witness.get();
        }
    }

    private List<String> submit(List<Document> documents) {
        ObjectNode body = Gateway.JSON.createObjectNode();
        ArrayNode tasks = body.putArray("tasks");
        for (Document document : documents) {
            ObjectNode payload = task(tasks).put("name", document.name()).put("text", document.text());
            if (tasks.size() == 1) {
                payload.put("fail_first", true);
            }
        }
        task(tasks).put("name", "(broken input)").put("text", 42);
        List<String> ids = new ArrayList<>();
        for (JsonNode result : gateway.post("/api/v1/tasks/bulk", body).path("results")) {
            if (!result.hasNonNull("id")) {
                throw new DemoException("a task was not accepted: " + result);
            }
            ids.add(result.path("id").asText());
        }
        out.println("  submitted " + ids.size() + " tasks in one call");
        return ids;
    }

    private static ObjectNode task(ArrayNode tasks) {
        ObjectNode task = tasks.addObject().put("type", TYPE).put("max_attempts", 3);
        task.putObject("retry").put("strategy", "exponential").put("base_ms", 500);
        return task.putObject("payload");
    }

    private Optional<List<TaskRow>> ended(List<String> ids) {
        List<TaskRow> rows = new ArrayList<>();
        for (String id : ids) {
            TaskRow row = TaskRow.of(gateway.get("/api/v1/tasks/" + id));
            if (!row.ended()) {
                return Optional.empty();
            }
            rows.add(row);
        }
        return Optional.of(rows);
    }

    private Counts usage(Instant from) {
        return Counts.ofUsage(gateway.get("/api/v1/analytics/usage?interval=minute&type=" + TYPE + "&from=" + from));
    }

    private JsonNode workerKey() {
        ObjectNode body = Gateway.JSON.createObjectNode().put("name", "demonstration worker");
        body.putArray("roles").add("worker");
        return gateway.post("/api/v1/api-keys", body);
    }

    private Path folder() {
        try {
            return Files.createDirectories(suite.logFolder().resolveSibling("demo"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
