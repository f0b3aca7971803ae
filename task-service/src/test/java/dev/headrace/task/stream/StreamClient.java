package dev.headrace.task.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.identity.Caller;
import dev.headrace.task.fixture.TaskApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** A worker at its stream, which keeps what it got. */
final class StreamClient implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private final boolean reads;
    private final WebSocket socket;

    private StreamClient(TaskApi api, String path, boolean reads) {
        this.reads = reads;
        String port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", String.class);
        this.socket = HTTP.newWebSocketBuilder()
                .header(Caller.HEADER, api.token())
                .buildAsync(URI.create("ws://127.0.0.1:" + port + path), this)
                .join();
    }

    static StreamClient of(TaskApi.Worker worker) {
        return of(worker, "");
    }

    static StreamClient of(TaskApi.Worker worker, String query) {
        return new StreamClient(worker.api(), "/api/v1/workers/" + worker.id() + "/stream" + query, true);
    }

    /** One that reads only when it is told to. */
    static StreamClient slow(TaskApi.Worker worker) {
        return new StreamClient(worker.api(), "/api/v1/workers/" + worker.id() + "/stream", false);
    }

    StreamClient say(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    StreamClient credit(int n) {
        return say("{\"type\":\"credit\",\"n\":" + n + "}");
    }

    StreamClient sayInParts(String first, String second) {
        socket.sendText(first, false).join();
        socket.sendText(second, true).join();
        return this;
    }

    StreamClient sayBytes(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    void read() {
        socket.request(Long.MAX_VALUE);
    }

    /** The next message; fails after ten seconds. */
    JsonNode next() {
        JsonNode message = next(10_000);
        if (message == null) {
            throw new AssertionError("no message");
        }
        return message;
    }

    @Nullable
    JsonNode next(long waitMs) {
        try {
            return messages.poll(waitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next message, which must be of this type. */
    JsonNode next(String type) {
        JsonNode message = next();
        if (!type.equals(message.path("type").asText())) {
            throw new AssertionError("not " + type + " but " + message);
        }
        return message;
    }

    /** Tasks until there are so many. */
    List<JsonNode> tasks(int count) {
        List<JsonNode> tasks = new ArrayList<>();
        while (tasks.size() < count) {
            next("tasks").get("tasks").forEach(tasks::add);
        }
        return tasks;
    }

    int closedWith() throws Exception {
        return closed.get(20, TimeUnit.SECONDS);
    }

    /** Breaks the connection without a word. */
    void cut() {
        socket.abort();
    }

    @Override
    public void close() {
        var _ = socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        if (reads) {
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
        if (reads) {
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
