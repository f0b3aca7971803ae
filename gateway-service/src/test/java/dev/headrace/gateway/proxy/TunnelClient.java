package dev.headrace.gateway.proxy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A client at the far end of a tunnel. */
final class TunnelClient implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final AtomicInteger answersToPings = new AtomicInteger();
    private final StringBuilder part = new StringBuilder();
    private final boolean reads;
    private final WebSocket socket;

    private TunnelClient(WebSocket.Builder builder, URI address, boolean reads) {
        this.reads = reads;
        this.socket = builder.buildAsync(address, this).join();
    }

    static TunnelClient of(HttpClient http, URI address, String key) {
        return new TunnelClient(http.newWebSocketBuilder().header("Authorization", "Bearer " + key), address, true);
    }

    static TunnelClient thatDoesNotRead(HttpClient http, URI address, String key) {
        return new TunnelClient(http.newWebSocketBuilder().header("Authorization", "Bearer " + key), address, false);
    }

    static TunnelClient asABrowser(HttpClient http, URI address, String key) {
        return new TunnelClient(http.newWebSocketBuilder().subprotocols("headrace.v1", key), address, true);
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    void say(String text) {
        saying(text).join();
    }

    /** Complete when the message is on its way. */
    CompletableFuture<?> saying(String text) {
        return socket.sendText(text, true);
    }

    void ping() {
        socket.sendPing(ByteBuffer.allocate(3)).join();
    }

    int answersToPings() {
        return answersToPings.get();
    }

    void close(int code) {
        socket.sendClose(code, "enough").join();
    }

    void read() {
        socket.request(Long.MAX_VALUE);
    }

    void abort() {
        socket.abort();
    }

    String next() {
        try {
            String message = messages.poll(10, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no message");
            }
            return message;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int closedWith() throws Exception {
        return closed.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        if (reads) {
            webSocket.request(Long.MAX_VALUE);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            messages.add(part.toString());
            part.setLength(0);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
        answersToPings.incrementAndGet();
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
