package dev.headrace.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/** A subscriber on loopback: keeps what it gets, path by path, and answers as a test tells it. */
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, ConcurrentLinkedQueue<Request>> requests = new ConcurrentHashMap<>();
    private final Map<String, IntFunction<Reply>> replies = new ConcurrentHashMap<>();

    record Request(HttpHeaders headers, String body, Instant at) {
        String header(String name) {
            return headers.firstValue(name).orElseThrow();
        }
    }

    record Reply(int status, Map<String, String> headers, String body) {
        static Reply of(int status) {
            return new Reply(status, Map.of(), "said " + status);
        }
    }

    Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::receive);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** Answers requests to the path by their number, from 1; blocks when the function does. */
    void answer(String path, IntFunction<Reply> reply) {
        replies.put(path, reply);
    }

    List<Request> requests(String path) {
        return List.copyOf(at(path));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private ConcurrentLinkedQueue<Request> at(String path) {
        return requests.computeIfAbsent(path, p -> new ConcurrentLinkedQueue<>());
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().toString();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            HttpHeaders headers = HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true);
            at(path).add(new Request(headers, body, Instant.now()));
            int number = at(path).size();
            Reply reply = replies.getOrDefault(path, n -> Reply.of(204)).apply(number);
            byte[] answer = reply.status() == 204 ? new byte[0] : reply.body().getBytes(StandardCharsets.UTF_8);
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(reply.status(), answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }
}
