package dev.headrace.gateway.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.impl.WebSocketInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.Consumer;

/** One side of a tunnel: its frames, how long it has been silent, and how long it has taken nothing. On its event loop. */
final class TunnelEnd {
    private static final int NORMAL = 1000;
    private static final int NO_STATUS = 1005;
    private static final int BROKEN = 1006;
    private static final int UNEXPECTED = 1011;

    private final WebSocketBase socket;
    private final ChannelHandlerContext channel;
    private long heard = System.nanoTime();
    private long fullSince;
    private long bytes;
    private boolean full;
    private boolean closing;
    private boolean gone;

    private TunnelEnd(WebSocketBase socket, ChannelHandlerContext channel, int writeQueue) {
        this.socket = socket;
        this.channel = channel;
        socket.setWriteQueueMaxSize(writeQueue);
    }

    /** The side of a client. */
    static TunnelEnd of(ServerWebSocket socket, HttpConnection connection, int writeQueue) {
        return new TunnelEnd(socket, ((ConnectionBase) connection).channelHandlerContext(), writeQueue);
    }

    /** The side of a service. */
    static TunnelEnd of(WebSocket socket, int writeQueue) {
        return new TunnelEnd(socket, ((WebSocketInternal) socket).channelHandlerContext(), writeQueue);
    }

    /**
     * Passes what comes from this side to the other, and stops to read while that takes nothing.
     *
     * @param closed told of a close message, after all that came before it
     * @param broken told when the connection ended, with or without one
     */
    void into(TunnelEnd other, Runnable closed, Consumer<Boolean> broken) {
        socket.frameHandler(frame -> frame(frame, other));
        other.socket.drainHandler(v -> {
            other.full = false;
            socket.resume();
        });
        socket.endHandler(v -> closed.run());
        // What breaks a connection is followed by its end.
        socket.exceptionHandler(failure -> {});
        socket.closeHandler(v -> {
            gone = true;
            broken.accept(socket.closeStatusCode() == null);
        });
    }

    private void frame(WebSocketFrame frame, TunnelEnd other) {
        heard = System.nanoTime();
        switch (frame.type()) {
            case TEXT, BINARY, CONTINUATION -> {
                bytes += frame.binaryData().length();
                other.write(frame);
                if (other.full) {
                    socket.pause();
                }
            }
            case PING, PONG, CLOSE -> {}
        }
    }

    private void write(WebSocketFrame frame) {
        if (!isOpen()) {
            return;
        }
        // Who does not take it is found by its connection, not by its frames.
        socket.writeFrame(frame);
        if (!full && socket.writeQueueFull()) {
            full = true;
            fullSince = System.nanoTime();
        }
    }

    boolean isOpen() {
        return !closing && !gone && !socket.isClosed();
    }

    boolean isGone() {
        return gone;
    }

    /** Bytes that came from this side. */
    long bytes() {
        return bytes;
    }

    boolean isSilent(long now, long longest) {
        return now - heard > longest;
    }

    boolean isStuck(long now, long longest) {
        return full && now - fullSince > longest;
    }

    /** While the other side takes nothing, nothing is read here: that is no silence. */
    void excuse(long now) {
        heard = now;
    }

    boolean isFull() {
        return full;
    }

    void ping() {
        if (isOpen() && !full) {
            socket.writePing(Buffer.buffer());
        }
    }

    /** The code that this side closed with, as it may be sent on. */
    int sentCode() {
        Short code = socket.closeStatusCode();
        if (code == null || code == NO_STATUS) {
            return NORMAL;
        }
        boolean mayBeSent = code >= NORMAL && code < 5_000 && code != 1004 && code != BROKEN && code != 1015;
        return mayBeSent ? code : UNEXPECTED;
    }

    String sentReason() {
        String reason = socket.closeReason();
        return reason == null ? "" : reason;
    }

    void close(int code, String reason) {
        if (isOpen()) {
            closing = true;
            socket.close((short) code, reason);
        }
    }

    /** Ends a connection whose other end does not even take the close message. */
    void cut() {
        if (!gone) {
            var _ = channel.close();
        }
    }
}
