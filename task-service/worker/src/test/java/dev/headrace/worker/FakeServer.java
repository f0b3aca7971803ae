package dev.headrace.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The server's side of the worker protocol, in memory, and wrong on demand. */
final class FakeServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A call that came. */
    record Call(String method, String path, JsonNode body, long nanos) {}

    /** What to answer instead of the truth. Status 0 closes the connection, after the call was done. */
    record Trouble(int status, String code, String retryAfter) {}

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<ObjectNode> ready = new ArrayDeque<>();
    private final Map<String, Long> inForce = new HashMap<>();
    private final Map<String, String> ended = new HashMap<>();
    private final Set<String> workers = new HashSet<>();
    private final Map<String, Deque<Trouble>> troubles = new ConcurrentHashMap<>();
    private long leases;

    final List<Call> calls = new CopyOnWriteArrayList<>();
    final ConcurrentLinkedQueue<JsonNode> accepted = new ConcurrentLinkedQueue<>();
    final Set<String> cancel = ConcurrentHashMap.newKeySet();
    final Set<String> invalid = ConcurrentHashMap.newKeySet();
    final AtomicInteger polls = new AtomicInteger();
    final AtomicInteger mostPolls = new AtomicInteger();
    volatile boolean drain;
    volatile boolean neverParks;
    volatile int advice = 1;
    volatile int beatMs = 100;

    FakeServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::handle);
        http.setExecutor(threads);
        http.start();
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** Makes tasks ready; returns the ids. */
    List<String> submit(String type, int count, String payload) {
        List<String> ids = new ArrayList<>();
        lock.lock();
        try {
            for (int i = 0; i < count; i++) {
                String id = UUID.randomUUID().toString();
                ready.add((ObjectNode) JSON.readTree("""
                        {"id":"%s","type":"%s","queue":"default","priority":"NORMAL","attempt":1,"max_attempts":5,
                         "created_at":"2026-01-01T00:00:00.000Z","deadline":"2026-01-01T00:01:00.000Z","payload":%s}
                        """.formatted(id, type, payload)));
                ids.add(id);
            }
            changed.signalAll();
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        } finally {
            lock.unlock();
        }
        return ids;
    }

    /** The lease is not in force any more. */
    void expire(String id) {
        lock.lock();
        try {
            inForce.remove(id);
        } finally {
            lock.unlock();
        }
    }

    /** No worker is known any more. */
    void forgetWorkers() {
        lock.lock();
        try {
            workers.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int workers() {
        lock.lock();
        try {
            return workers.size();
        } finally {
            lock.unlock();
        }
    }

    /** The next call of this path gets such an answer. */
    void trouble(String path, int status, String code, String retryAfter) {
        troubles.computeIfAbsent(path, p -> new ConcurrentLinkedDeque<>()).add(new Trouble(status, code, retryAfter));
    }

    List<Call> calls(String path) {
        return calls.stream().filter(call -> call.path.equals(path)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] sent = exchange.getRequestBody().readAllBytes();
        String path =
                exchange.getRequestURI().getPath().replace("/api/v1", "").replaceAll("/workers/[^/]+", "/workers/*");
        JsonNode body = sent.length == 0 ? JSON.createObjectNode() : JSON.readTree(sent);
        calls.add(new Call(exchange.getRequestMethod(), path, body, System.nanoTime()));
        Deque<Trouble> planned = troubles.getOrDefault(path, new ArrayDeque<>());
        Trouble trouble = planned.pollFirst();
        if (trouble != null && trouble.status > 0) {
            if (!trouble.retryAfter.isEmpty()) {
                exchange.getResponseHeaders().set("Retry-After", trouble.retryAfter);
            }
            answer(exchange, trouble.status, error(trouble.code));
            return;
        }
        String worker = exchange.getRequestURI().getPath().replaceAll(".*/workers/([^/]+).*", "$1");
        JsonNode data = data(path, worker, body);
        if (trouble != null) {
            exchange.close();
        } else if (data.has("unknown")) {
            answer(exchange, 404, error("WORKER_NOT_FOUND"));
        } else {
            ObjectNode envelope = JSON.createObjectNode().put("status", "success");
            envelope.set("data", data);
            answer(exchange, 200, envelope);
        }
    }

    private static ObjectNode error(String code) {
        ObjectNode envelope = JSON.createObjectNode().put("status", "error");
        envelope.putObject("error").put("code", code).put("detail", "as planned");
        return envelope;
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private ObjectNode data(String path, String worker, JsonNode body) {
        lock.lock();
        try {
            return switch (path) {
                case "/workers" -> register();
                case "/workers/*" -> JSON.createObjectNode().put("removed", workers.remove(worker));
                case "/workers/*/heartbeat" -> workers.contains(worker) ? beat(body) : unknown();
                case "/leases" -> workers.contains(body.path("worker_id").asText()) ? lease(body) : unknown();
                case "/leases/outcomes" -> outcomes(body, JSON.createObjectNode());
                default -> throw new IllegalArgumentException(path);
            };
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            lock.unlock();
        }
    }

    private static ObjectNode unknown() {
        return JSON.createObjectNode().put("unknown", true);
    }

    private ObjectNode register() {
        String id = UUID.randomUUID().toString();
        workers.add(id);
        return JSON.createObjectNode().put("worker_id", id).put("heartbeat_ms", beatMs);
    }

    private ObjectNode beat(JsonNode body) {
        ObjectNode data = JSON.createObjectNode();
        ArrayNode told = data.putArray("cancel");
        ArrayNode stale = data.putArray("stale");
        for (JsonNode lease : body.path("leases")) {
            String id = lease.path("task_id").asText();
            if (lease.path("lease").asLong() != inForce.getOrDefault(id, -1L)) {
                stale.add(id);
            } else if (cancel.contains(id)) {
                told.add(id);
            }
        }
        return data.put("drain", drain);
    }

    private ObjectNode lease(JsonNode body) throws InterruptedException {
        ObjectNode data = outcomes(body, JSON.createObjectNode());
        mostPolls.accumulateAndGet(polls.incrementAndGet(), Math::max);
        long left = TimeUnit.MILLISECONDS.toNanos(
                neverParks ? 0 : body.path("wait_ms").asLong());
        String worker = body.path("worker_id").asText();
        while (ready.isEmpty() && left > 0 && workers.contains(worker)) {
            left = changed.awaitNanos(left);
        }
        polls.decrementAndGet();
        if (!workers.contains(worker)) {
            return unknown();
        }
        ArrayNode tasks = data.putArray("tasks");
        while (!ready.isEmpty() && tasks.size() < body.path("max").asInt()) {
            ObjectNode task = ready.removeFirst().put("lease", ++leases);
            inForce.put(task.path("id").asText(), leases);
            tasks.add(task);
        }
        data.putObject("advice").put("polls", advice);
        return data;
    }

    private ObjectNode outcomes(JsonNode body, ObjectNode data) {
        ArrayNode told = data.putArray("outcomes");
        for (JsonNode outcome : body.path("outcomes")) {
            String id = outcome.path("task_id").asText();
            told.addObject().put("task_id", id).put("status", status(id, outcome));
        }
        return data;
    }

    private String status(String id, JsonNode outcome) {
        String result = outcome.path("result").asText();
        String key = id + "/" + outcome.path("lease").asLong();
        if (result.equals("succeeded") && invalid.contains(id)) {
            return "invalid";
        }
        if (outcome.path("lease").asLong() != inForce.getOrDefault(id, -1L)) {
            return result.equals(ended.get(key)) ? "accepted" : "stale";
        }
        accepted.add(outcome);
        if (!result.equals("extended")) {
            inForce.remove(id);
            ended.put(key, result);
        }
        return "accepted";
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
