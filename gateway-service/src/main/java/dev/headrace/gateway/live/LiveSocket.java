package dev.headrace.gateway.live;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.gateway.apikey.KnownKey;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: what comes is given to a {@link Talk}, what waits is written as far as the client takes it. On its event
 * loop but for {@link #ready}, {@link #tooSlow}, {@link #end} and {@link #look}.
 */
final class LiveSocket implements Subscriber.Connection {
    private static final int WRITE_QUEUE = 64 * 1024;
    private static final int MAX_MESSAGE = 16 * 1024;
    private static final long LAST_WORDS_MS = 5_000;
    private static final long SPREAD_MS = 3_000;
    private static final long SLOW_REST_MS = 5_000;

    private final ServerWebSocket socket;
    private final ChannelHandlerContext channel;
    private final KnownKey key;
    private final LiveConfig config;
    private final LiveCounts counts;
    private final Backlog backlog;
    private final Subscriber subscriber;
    private final Rate frames;
    private final Rate mistakes;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean ending = new AtomicBoolean();
    private volatile long heardAt;
    private volatile long fullSince;
    private volatile long beatAt;
    private @Nullable Buffer part;
    private byte[] lastId = Message.NOTHING;
    private boolean closed;

    LiveSocket(
            ServerWebSocket socket, ChannelHandlerContext channel, KnownKey key, LiveConfig config, LiveCounts counts) {
        this.socket = socket;
        this.channel = channel;
        this.key = key;
        this.config = config;
        this.counts = counts;
        long share = config.allQueuesBytes() / Math.max(1, config.connections());
        this.backlog = new Backlog(new Backlog.Bounds(
                config.queue(), config.queueBytes(), config.allQueuesBytes(), share, counts.waitingBytes()));
        this.subscriber = new Subscriber(key.identity(), backlog, this);
        long now = System.nanoTime();
        this.frames = new Rate(config.messages(), 2.0 * config.messages(), now);
        this.mistakes = new Rate(config.badMessages() / 60.0, config.badMessages(), now);
        this.heardAt = now;
        this.beatAt = now;
    }

    Subscriber subscriber() {
        return subscriber;
    }

    KnownKey key() {
        return key;
    }

    /** @param gone told once when it has ended */
    void open(Talk talk, Runnable gone) {
        socket.setWriteQueueMaxSize(WRITE_QUEUE);
        socket.frameHandler(frame -> heard(frame, talk));
        socket.drainHandler(v -> drain());
        // What breaks a connection is followed by its end.
        socket.exceptionHandler(failure -> {});
        socket.closeHandler(v -> {
            closed = true;
            backlog.end();
            if (ending.compareAndSet(false, true)) {
                counts.ended(Ending.CLIENT);
            }
            gone.run();
        });
    }

    private void heard(WebSocketFrame frame, Talk talk) {
        long now = System.nanoTime();
        heardAt = now;
        if (ending.get()) {
            return;
        }
        if (!frames.take(now)) {
            end(Ending.FLOOD);
            return;
        }
        switch (frame.type()) {
            case TEXT, BINARY, CONTINUATION -> collect(frame, talk, now);
            case PING, PONG, CLOSE -> {}
        }
    }

    private void collect(WebSocketFrame frame, Talk talk, long now) {
        Buffer before = part;
        Buffer message = before == null ? frame.binaryData() : before.copy().appendBuffer(frame.binaryData());
        if (message.length() > MAX_MESSAGE) {
            end(Ending.TOO_LARGE);
            return;
        }
        part = frame.isFinal() ? null : message;
        if (frame.isFinal()) {
            boolean sense = talk.hear(message.toString(UTF_8));
            // At once: many messages may come with one read, and their answers are not to wait for each other.
            drain();
            if (!sense && !mistakes.take(now)) {
                end(Ending.NONSENSE);
            }
        }
    }

    @Override
    public void ready() {
        if (scheduled.compareAndSet(false, true)) {
            channel.executor().execute(this::drain);
        }
    }

    @Override
    public void tooSlow() {
        end(Ending.SLOW);
    }

    private void drain() {
        scheduled.set(false);
        int sent = 0;
        while (!isOver() && !ending.get() && !socket.writeQueueFull()) {
            Message next = backlog.poll();
            if (next == null) {
                break;
            }
            write(next);
            sent++;
        }
        if (sent > 0) {
            channel.flush();
            counts.delivered(sent);
        }
        boolean full = !isOver() && socket.writeQueueFull();
        fullSince = !full ? 0 : fullSince == 0 ? System.nanoTime() : fullSince;
        subscriber.drained();
    }

    /** The socket is over before its handler is told, and does not say then whether it is full. */
    private boolean isOver() {
        return closed || socket.isClosed();
    }

    private void write(Message message) {
        if (message.id().length > 0) {
            lastId = message.id();
        }
        // Small ones are copied together behind their header by the encoder; of large ones the parts are written as
        // they are.
        var _ = channel.write(
                new TextWebSocketFrame(Unpooled.wrappedBuffer(message.head(), message.id(), message.rest())),
                channel.voidPromise());
    }

    /** What is to be done with it now: to end it, or nothing. @return null if it goes on */
    @Nullable
    Ending look(long nowNanos, long nowMillis) {
        long full = fullSince;
        if (key.expiresAtMillis() <= nowMillis) {
            return Ending.CREDENTIAL;
        }
        if (full != 0 && nowNanos - full > config.patience().toNanos()) {
            return Ending.SLOW;
        }
        return nowNanos - heardAt > config.silence().toNanos() ? Ending.SILENT : null;
    }

    /** Whether a heartbeat is due; if so it is counted as sent, and its client is pinged. */
    boolean beats(long nowNanos) {
        if (nowNanos - beatAt < config.heartbeat().toNanos()) {
            return false;
        }
        beatAt = nowNanos;
        channel.executor().execute(() -> {
            if (!closed && !ending.get() && !socket.writeQueueFull()) {
                socket.writePing(Buffer.buffer());
            }
        });
        return true;
    }

    /** Ends it, if nobody has before: tells why, and cuts it if the client does not even take that. */
    void end(Ending why) {
        if (why == Ending.STOPPING) {
            // What waits and can go goes.
            channel.executor().execute(this::drain);
        }
        channel.executor().execute(() -> endNow(why));
    }

    private void endNow(Ending why) {
        if (closed || !ending.compareAndSet(false, true)) {
            return;
        }
        counts.ended(why);
        backlog.end();
        String last = lastId.length == 0 ? null : new String(lastId, US_ASCII);
        write(new Told.Closing(why, last, reconnectIn(why)).message());
        channel.flush();
        socket.close((short) why.code(), why.reason());
        var _ = channel.executor().schedule(this::cut, LAST_WORDS_MS, TimeUnit.MILLISECONDS);
    }

    private void cut() {
        var _ = channel.close();
    }

    private static @Nullable Long reconnectIn(Ending why) {
        return switch (why) {
            case STOPPING -> ThreadLocalRandom.current().nextLong(SPREAD_MS);
            case SLOW, FLOOD -> SLOW_REST_MS + ThreadLocalRandom.current().nextLong(SPREAD_MS);
            case CLIENT, SILENT, NONSENSE, TOO_LARGE, CREDENTIAL -> null;
        };
    }
}
