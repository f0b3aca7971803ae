package dev.headrace.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Speaks as much of the protocol as the benchmark needs, from memory. */
final class StubGateway implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, BlockingQueue<ObjectNode>> queues = new ConcurrentHashMap<>();
    private final Map<String, Boolean> running = new ConcurrentHashMap<>();
    private final HttpServer server;

    StubGateway() throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        ObjectNode data = JSON.createObjectNode();
        int status = 200;
        switch (exchange.getRequestURI().getPath()) {
            case "/api/v1/workers" -> data.put("worker_id", "w").put("heartbeat_ms", 5_000);
            case "/api/v1/tasks" -> {
                status = 202;
                data.put("id", submit(body));
            }
            case "/api/v1/tasks/bulk" -> {
                ArrayNode results = data.putArray("results");
                body.get("tasks").forEach(task -> results.addObject().put("id", submit(task)));
            }
            case "/api/v1/leases" -> {
                outcomes(body, data);
                lease(body, data);
            }
            case "/api/v1/leases/outcomes" -> outcomes(body, data);
            default -> status = 404;
        }
        byte[] answer =
                JSON.createObjectNode().<ObjectNode>set("data", data).toString().getBytes(UTF_8);
        // Small answers tell their length, large ones come in chunks: the reader has to know both.
        exchange.sendResponseHeaders(status, answer.length > 500 ? 0 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private BlockingQueue<ObjectNode> queue(String name) {
        return queues.computeIfAbsent(name, _ -> new LinkedBlockingQueue<>());
    }

    private String submit(JsonNode task) {
        String id = UUID.randomUUID().toString();
        ObjectNode leased = JSON.createObjectNode();
        leased.putObject("metadata").putArray("odd").add("}]\"\\").add(-1.5).addNull();
        queue(task.get("queue").asText()).add(leased.put("id", id).set("payload", task.get("payload")));
        return id;
    }

    private void lease(JsonNode body, ObjectNode data) {
        ArrayNode tasks = data.putArray("tasks");
        BlockingQueue<ObjectNode> queue = queue(body.get("queues").get(0).asText());
        try {
            ObjectNode first = queue.poll(body.get("wait_ms").asLong(), TimeUnit.MILLISECONDS);
            for (ObjectNode task = first; task != null; task = next(queue, tasks, body)) {
                tasks.add(task.put("lease", 7));
                running.put(task.get("id").asText(), true);
            }
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static @Nullable ObjectNode next(BlockingQueue<ObjectNode> queue, ArrayNode tasks, JsonNode body) {
        return tasks.size() < body.get("max").asInt() ? queue.poll() : null;
    }

    private void outcomes(JsonNode body, ObjectNode data) {
        ArrayNode outcomes = data.putArray("outcomes");
        for (JsonNode outcome : body.get("outcomes")) {
            boolean known = running.remove(outcome.get("task_id").asText()) != null
                    && outcome.get("lease").asLong() == 7;
            outcomes.addObject().put("status", known ? "accepted" : "stale");
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
