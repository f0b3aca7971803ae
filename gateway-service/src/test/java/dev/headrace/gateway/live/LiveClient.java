package dev.headrace.gateway.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.JsonBytes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket client that keeps what it got. */
final class LiveClient implements WebSocket.Listener {
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private final boolean reading;
    private final WebSocket socket;

    /** @param reading whether it takes messages by itself; otherwise only with {@link #read} */
    LiveClient(HttpClient http, URI address, String key, boolean reading) {
        this.reading = reading;
        this.socket = http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + key)
                .buildAsync(address, this)
                .join();
    }

    /** As a browser does it. */
    LiveClient(HttpClient http, URI address, String key) {
        this.reading = true;
        this.socket = http.newWebSocketBuilder()
                .subprotocols("headrace.v1", key)
                .buildAsync(address, this)
                .join();
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    void read() {
        socket.request(Long.MAX_VALUE);
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    /** The next message of a type; those before it must be heartbeats. */
    JsonNode next(String type) {
        JsonNode message = any();
        while (message.get("type").asText().equals("heartbeat") && !type.equals("heartbeat")) {
            message = any();
        }
        if (!message.get("type").asText().equals(type)) {
            throw new AssertionError("expected " + type + " but got " + message);
        }
        return message;
    }

    /** The next event. */
    JsonNode event() {
        return next("event");
    }

    private JsonNode any() {
        try {
            JsonNode message = messages.poll(20, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no message");
            }
            return message;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    CompletableFuture<Integer> closed() {
        return closed;
    }

    void close() {
        socket.abort();
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        if (reading) {
            webSocket.request(1);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            messages.add(JsonBytes.tree(part.toString().getBytes(StandardCharsets.UTF_8)));
            part.setLength(0);
        }
        if (reading) {
            webSocket.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }
}
