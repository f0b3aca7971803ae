package dev.headrace.task.stream;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket as a stream needs it: whole messages in, as bytes; texts out, and whether too much of them waits. Stays on
 * its event loop.
 */
final class Line {
    static final int GOING_AWAY = 1001;
    static final int POLICY = 1008;
    static final int TOO_BIG = 1009;
    /** Service restart (registered with IANA): come again soon. */
    static final int RESTART = 1012;
    /** Try again later (registered with IANA). */
    static final int TOO_SLOW = 1013;
    /** Ours: the worker is no more. */
    static final int NO_WORKER = 4404;
    /** Ours: the same worker has opened another stream. */
    static final int REPLACED = 4409;

    private final ServerWebSocket socket;
    private final ChannelHandlerContext channel;
    private final int maxMessage;
    private @Nullable Buffer begun;
    private long heard = System.nanoTime();
    private boolean closing;

    Line(ServerWebSocket socket, HttpConnection connection, StreamConfig config) {
        this.socket = socket;
        this.channel = ((ConnectionBase) connection).channelHandlerContext();
        this.maxMessage = config.maxMessage();
        socket.setWriteQueueMaxSize(config.writeQueue());
    }

    /**
     * Starts to read.
     *
     * @param binary told of a message that is no text
     * @param ended told once, however the line ends
     */
    void read(Consumer<byte[]> text, Runnable binary, Runnable ended) {
        socket.frameHandler(frame -> frame(frame, text, binary));
        // What breaks the line is followed by its end.
        socket.exceptionHandler(broken -> {});
        socket.closeHandler(v -> {
            closing = true;
            ended.run();
        });
    }

    private void frame(WebSocketFrame frame, Consumer<byte[]> text, Runnable binary) {
        heard = System.nanoTime();
        if (closing) {
            return;
        }
        switch (frame.type()) {
            case TEXT -> part(frame, Buffer.buffer(), text);
            case CONTINUATION -> {
                // What goes on here without a beginning is a message that is no text.
                if (begun != null) {
                    part(frame, begun, text);
                }
            }
            case BINARY -> binary.run();
            case PING, PONG, CLOSE -> {}
        }
    }

    private void part(WebSocketFrame frame, Buffer before, Consumer<byte[]> text) {
        Buffer message = before.appendBuffer(frame.binaryData());
        if (message.length() > maxMessage) {
            close(TOO_BIG, "A message may have at most " + maxMessage + " bytes");
            return;
        }
        begun = frame.isFinal() ? null : message;
        if (frame.isFinal()) {
            text.accept(message.getBytes());
        }
    }

    boolean isOpen() {
        return !closing && !socket.isClosed();
    }

    /** Whether as much waits to be written as may. */
    boolean isFull() {
        return isOpen() && socket.writeQueueFull();
    }

    /** Tells once less waits. */
    void onDrained(Runnable drained) {
        socket.drainHandler(v -> drained.run());
    }

    /** Fails if it did not leave this process. */
    Future<Void> send(String text) {
        return isOpen() ? socket.writeTextMessage(text) : Future.failedFuture("closed");
    }

    void pause() {
        socket.pause();
    }

    void resume() {
        socket.resume();
    }

    void ping() {
        if (isOpen()) {
            socket.writePing(Buffer.buffer());
        }
    }

    /** Nanoseconds since anything was heard. */
    long silentFor(long now) {
        return now - heard;
    }

    void close(int code, String reason) {
        if (isOpen()) {
            closing = true;
            socket.close((short) code, reason);
        }
    }

    /** Cuts a line whose other end does not even take the close message. */
    void cut() {
        var _ = channel.close();
    }
}
