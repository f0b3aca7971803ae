package dev.headrace.e2e.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headrace.e2e.traffic.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of live events, as the guide describes one: it keeps the last id and comes back with it. For one thread. */
final class Watcher implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Connection connection = new Connection();
    private final WebSocket socket;
    private final List<JsonNode> events = new ArrayList<>();
    private String last = "";

    /** Opens one; the gateway has said hello when this returns. */
    Watcher(Api caller, String path) {
        this.socket = caller.connect(path, connection).join();
        next("hello");
    }

    /** One with the one subscription that its path asks for, which has its answer when this returns. */
    static Watcher subscribed(Api caller, String path) {
        Watcher watcher = new Watcher(caller, path);
        watcher.next("subscribed");
        return watcher;
    }

    void send(String message) {
        socket.sendText(message, true).join();
    }

    /** The next message, which must be of this type; heartbeats are left out. */
    JsonNode next(String type) {
        JsonNode message = message();
        if (!message.path("type").asText().equals(type)) {
            throw new AssertionError("expected " + type + " but got " + message);
        }
        return message;
    }

    /** The next event. */
    JsonNode event() {
        return next("event").path("event");
    }

    /** Reads events, and what comes between them, until there are so many in all. */
    List<JsonNode> events(int count) {
        while (events.size() < count) {
            message();
        }
        return List.copyOf(events);
    }

    /** No event comes before the answer to this. */
    void hearsNothing() {
        int before = events.size();
        send("{\"type\":\"ping\"}");
        while (!type(message()).equals("pong")) {
            if (events.size() > before) {
                throw new AssertionError("nothing was to come but " + events.getLast());
            }
        }
    }

    private JsonNode message() {
        JsonNode message;
        long end = System.nanoTime() + PATIENCE.toNanos();
        do {
            message = connection.take(end - System.nanoTime());
            String id = message.path(type(message).equals("event") ? "id" : "last_event_id")
                    .asText();
            last = id.isEmpty() ? last : id;
        } while (type(message).equals("heartbeat"));
        if (type(message).equals("event")) {
            events.add(message.path("event"));
        }
        return message;
    }

    private static String type(JsonNode message) {
        return message.path("type").asText();
    }

    /** What to come back with. */
    String last() {
        return last;
    }

    /** With which code it was closed. */
    int closed() throws Exception {
        return connection.closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    boolean isOpen() {
        return !connection.closed.isDone();
    }

    /** Complete when it was closed or has broken off. */
    CompletableFuture<Integer> whenGone() {
        return connection.closed;
    }

    /** Breaks off, without a word. */
    @Override
    public void close() {
        socket.abort();
    }

    private static final class Connection implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder part = new StringBuilder();

        JsonNode take(long nanos) {
            try {
                JsonNode message = messages.poll(nanos, TimeUnit.NANOSECONDS);
                if (message == null) {
                    throw new AssertionError("no message; closed: " + closed);
                }
                return message;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean whole) {
            part.append(data);
            if (whole) {
                try {
                    messages.add(JSON.readTree(part.toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                part.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
