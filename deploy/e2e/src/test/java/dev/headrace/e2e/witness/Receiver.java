package dev.headrace.e2e.witness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headrace.e2e.check.Evidence.Delivery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A subscriber: verifies each delivery with the reference library of Standard Webhooks and remembers it. */
public final class Receiver implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CompletableFuture<Webhook> verifier = new CompletableFuture<>();
    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    private record Seen(Delivery delivery, String queue) {}

    public Receiver() throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    /** Where to deliver. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /** Sets the secret that the subscription was answered with; deliveries wait for it. */
    public void trust(String secret) {
        try {
            verifier.complete(new Webhook(secret));
        } catch (com.standardwebhooks.exceptions.EmptyWebhookSecretException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Deliveries about tasks of a queue, in the order of their arrival. */
    public List<Delivery> deliveries(String queue) {
        return seen.stream()
                .filter(it -> it.queue.equals(queue))
                .map(Seen::delivery)
                .toList();
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        Map<String, List<String>> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        JsonNode event = JSON.readTree(body);
        JsonNode task = event.path("data").path("task");
        String id = headers.getOrDefault("webhook-id", List.of("none")).getFirst();
        Delivery delivery = new Delivery(
                id, event.path("type").asText(), task.path("task_id").asText(), genuine(body, headers));
        seen.add(new Seen(delivery, task.path("queue").asText()));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    private boolean genuine(String body, Map<String, List<String>> headers) {
        try {
            verifier.join().verify(body, headers);
            return true;
        } catch (WebhookVerificationException e) {
            return false;
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
