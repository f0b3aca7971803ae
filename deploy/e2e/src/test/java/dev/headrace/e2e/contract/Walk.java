package dev.headrace.e2e.contract;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.contract.Contract.Operation;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.e2e.traffic.Api.Reply;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends the examples of the document to a running suite. The ids in them are always the same; where one is used, the thing that it
 * stands for is made first, and the real id takes its place.
 */
final class Walk {
    static final String TASK = "019d7a3e-5c1f-7b52-9e0a-3f6d1c8b2a47";
    static final String WORKER = "019d7a3e-6a02-7c11-8f3b-51d2c4e6f807";
    static final String LETTER = "019d7a3e-71d9-7e44-a2c5-0b9e8d7f6a13";
    static final String ACTION = "019d7a3e-7f4c-7a08-b6d1-2c3e4f5a6b71";
    static final String KEY = "019d7a3e-8b30-7d96-9c47-6e5d4c3b2a19";
    static final String WEBHOOK = "019d7a3e-94e7-7f21-8d5a-1f2e3d4c5b6a";
    static final String BATCH = "019d7a3e-9d18-7c63-a4f0-2d3e4f5a6b7c";
    private static final String LEASE = "4711";
    private static final String ENTRY = "/api/v1/cache/{namespace}/{key}";

    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

    private final Contract contract;
    private final Api caller;
    private final Api admin;
    private final String hook;
    private final Map<String, String> real = new HashMap<>();

    /**
     * Begins with nothing known.
     *
     * @param hook takes the place of the host of webhooks
     */
    Walk(Contract contract, Api caller, Api admin, String hook) {
        this.contract = contract;
        this.caller = caller;
        this.admin = admin;
        this.hook = hook;
    }

    /** Sends the example of an operation; as an admin where a tenant's operator may not. */
    Reply take(Operation operation) throws IOException {
        prepare(operation);
        Reply reply = send(caller, operation);
        if (reply.status() == 403) {
            reply = send(admin, operation);
        }
        keep(operation, reply);
        return reply;
    }

    private Reply send(Api api, Operation operation) throws IOException {
        String body = operation.requestExample().isMissingNode()
                ? ""
                : filled(operation.requestExample().toString());
        return api.send(operation.method(), target(operation), body);
    }

    /** The path with the example's parameters, and those of the query that have one. */
    private String target(Operation operation) {
        Matcher parameters = PARAMETER.matcher(operation.path());
        String path = parameters.replaceAll(found ->
                encoded(filled(operation.parameterExample(found.group(1)).asText("missing"))));
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.described().path("parameters")) {
            if (parameter.path("in").asText().equals("query") && parameter.has("example")) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(parameter.path("name").asText())
                        .append('=')
                        .append(encoded(parameter.path("example").asText()));
            }
        }
        return path + query;
    }

    private String filled(String text) {
        String filled = text.replace("https://hooks.example.com", hook);
        for (Map.Entry<String, String> each : real.entrySet()) {
            filled = each.getKey().equals(LEASE)
                    ? filled.replace("\"lease\":" + LEASE, "\"lease\":" + each.getValue())
                    : filled.replace(each.getKey(), each.getValue());
        }
        return filled;
    }

    /** The answer with the ids of the examples again, and without what is secret or too long to be read. */
    JsonNode shown(JsonNode body) throws IOException {
        String text = body.toString().replace(hook, "https://hooks.example.com");
        for (Map.Entry<String, String> each : real.entrySet()) {
            if (!each.getKey().equals(LEASE)) {
                text = text.replace(each.getValue(), each.getKey());
            }
        }
        text = text.replaceAll("\"(sk_[a-z]+_.{4})[^\"]*\"", "\"$1…\"")
                .replaceAll("\"(eyJ|wst_|whsec_)[^\"]{12,}\"", "\"$1…\"")
                .replaceAll("\"ticket\":\"[^\"]*\"", "\"ticket\":\"…\"")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:8081");
        return new com.fasterxml.jackson.databind.ObjectMapper().readTree(text);
    }

    private void prepare(Operation operation) throws IOException {
        String path = operation.path();
        if (path.startsWith("/api/v1/tasks/{id}/")) {
            real.put(TASK, path.endsWith("/retry") ? dead() : submit());
        } else if (path.startsWith("/api/v1/dead-letters/{id}")) {
            real.put(LETTER, letter(dead()));
        } else if (path.startsWith("/api/v1/workers/{id}")
                && !operation.method().equals("POST")) {
            real.put(WORKER, worker());
        } else if (path.startsWith("/api/v1/batches/{id}")) {
            real.put(BATCH, made("POST /api/v1/batches").path("id").asText());
        } else if (path.contains("/actions/{id}")) {
            String actions = path.substring(0, path.indexOf("/{id}"));
            real.put(ACTION, made("POST " + actions).path("id").asText());
        } else if (path.startsWith("/api/v1/api-keys/{id}")) {
            real.put(KEY, made("POST /api/v1/api-keys").path("id").asText());
        } else if (path.startsWith("/api/v1/webhooks/{id}")) {
            real.put(WEBHOOK, made("POST /api/v1/webhooks").path("id").asText());
        } else if (operation.name().equals("GET " + ENTRY)) {
            // On a busy machine the minute of the first one is over before this walk gets here.
            send(caller, named("PUT " + ENTRY));
        }
    }

    private void keep(Operation operation, Reply reply) {
        JsonNode data = reply.data();
        switch (operation.name()) {
            case "POST /api/v1/tasks" -> real.put(TASK, data.path("id").asText());
            case "POST /api/v1/workers" ->
                real.put(WORKER, data.path("worker_id").asText());
            case "POST /api/v1/leases" -> {
                real.put(LEASE, data.at("/tasks/0/lease").asText());
                real.put(TASK, data.at("/tasks/0/id").asText());
            }
            case "POST /api/v1/tasks/actions", "POST /api/v1/dead-letters/actions" ->
                real.put(ACTION, data.path("id").asText());
            default -> {}
        }
    }

    /** A task that waits for an hour. */
    private String submit() throws IOException {
        ObjectNode task = Api.object().put("type", "report.render").put("delay_ms", 3_600_000);
        task.putObject("payload");
        return caller.post("/api/v1/tasks", task).expect(202).data().path("id").asText();
    }

    /** A task that was given up: it may be tried once, and its time is over when it is submitted. */
    private String dead() throws IOException {
        String queue = "given-up-" + System.nanoTime();
        ObjectNode task =
                Api.object().put("type", "letter.print").put("queue", queue).put("max_attempts", 1);
        task.putObject("payload");
        String id =
                caller.post("/api/v1/tasks", task).expect(202).data().path("id").asText();
        ObjectNode worker = Api.object().put("name", "gives-up");
        worker.putArray("queues").add(queue);
        String workerId =
                caller.post("/api/v1/workers", worker).data().path("worker_id").asText();
        ObjectNode wish = Api.object().put("worker_id", workerId).put("max", 1).put("wait_ms", 10_000);
        JsonNode leased = caller.post("/api/v1/leases", wish).expect(200).data().at("/tasks/0");
        ObjectNode outcomes = Api.object();
        ObjectNode outcome = outcomes.putArray("outcomes").addObject();
        outcome.put("task_id", id).put("lease", leased.path("lease").asLong()).put("result", "failed");
        outcome.putObject("error")
                .put("type", "TemplateMissing")
                .put("message", "no template")
                .put("retryable", false);
        caller.post("/api/v1/leases/outcomes", outcomes).expect(200);
        return id;
    }

    private String letter(String task) {
        return await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> caller.get("/api/v1/dead-letters?task_id=" + task)
                                .expect(200)
                                .data()
                                .at("/0/id")
                                .asText(),
                        id -> !id.isEmpty());
    }

    private String worker() throws IOException {
        ObjectNode wanted = Api.object().put("name", "render-2");
        return caller.post("/api/v1/workers", wanted).data().path("worker_id").asText();
    }

    private JsonNode made(String name) throws IOException {
        return send(caller, named(name)).data();
    }

    private Operation named(String name) {
        return contract.operations().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":")
                .replace("*", "%2A");
    }
}
