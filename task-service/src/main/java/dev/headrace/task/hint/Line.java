package dev.headrace.task.hint;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisConnection;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way to the other replicas: one Redis channel, with a connection of its own for listening. Nothing is sent while it
 * is down, and it connects again by itself, later each time. Says once that it is down, and once that it is back.
 */
final class Line {
    static final String CHANNEL = "headrace:task:hints";
    private static final Logger LOG = Logger.getLogger(Line.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int LONGEST = 20;

    private final Vertx vertx;
    private final Redis redis;
    private final long firstPauseMs;
    private final Consumer<String> listener;
    private final Runnable up;
    private @Nullable RedisConnection connection;
    private long pauseMs;
    private boolean complained;
    private boolean stopped;

    /**
     * @param listener gets every message, our own too
     * @param up is told when messages begin to arrive
     */
    Line(Vertx vertx, Redis redis, Duration firstPause, Consumer<String> listener, Runnable up) {
        this.vertx = vertx;
        this.redis = redis;
        this.firstPauseMs = firstPause.toMillis();
        this.pauseMs = firstPauseMs;
        this.listener = listener;
        this.up = up;
    }

    /** Connects. A lifecycle boundary: nobody waits for the subscription. */
    void open() {
        redis.connect()
                .chain(this::subscribe)
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .subscribe()
                .with(this::opened, this::failed);
    }

    private Uni<RedisConnection> subscribe(RedisConnection fresh) {
        fresh.handler(this::hear);
        fresh.endHandler(() -> ended(fresh));
        fresh.exceptionHandler(failure -> ended(fresh));
        return fresh.send(Request.cmd(Command.SUBSCRIBE).arg(CHANNEL))
                .onFailure()
                .call(fresh::close)
                .replaceWith(fresh);
    }

    private void opened(RedisConnection fresh) {
        synchronized (this) {
            if (stopped) {
                fresh.closeAndForget();
                return;
            }
            connection = fresh;
            pauseMs = firstPauseMs;
            if (complained) {
                LOG.info("hints between replicas travel again");
            }
            complained = false;
        }
        up.run();
    }

    private void failed(Throwable failure) {
        complain(failure);
        openLater();
    }

    private synchronized void complain(Throwable failure) {
        if (!complained && !stopped) {
            complained = true;
            LOG.warnf("no hints between replicas, tasks of others are found by the pulse error=%s", failure);
        }
    }

    private synchronized void openLater() {
        if (stopped) {
            return;
        }
        vertx.setTimer(pauseMs, id -> open());
        pauseMs = Math.min(pauseMs * 2, firstPauseMs * LONGEST);
    }

    /** It is of no use any more. */
    void drop() {
        RedisConnection old;
        synchronized (this) {
            old = connection;
        }
        if (old != null) {
            ended(old);
        }
    }

    private void ended(RedisConnection which) {
        synchronized (this) {
            if (!which.equals(connection)) {
                return;
            }
            connection = null;
        }
        which.closeAndForget();
        complain(new java.io.IOException("the connection to Redis has ended"));
        openLater();
    }

    synchronized boolean isOpen() {
        return connection != null;
    }

    /** Over the common connections. A message that is lost costs time, never a task. */
    void send(String text) {
        redis.send(Request.cmd(Command.PUBLISH).arg(CHANNEL).arg(text))
                .subscribe()
                .with(sent -> {}, this::complain);
    }

    /** RESP2 and RESP3 both deliver {@code message, channel, text}. */
    private void hear(Response message) {
        if (message.size() == 3 && "message".equals(message.get(0).toString())) {
            listener.accept(message.get(2).toString());
        }
    }

    void close() {
        RedisConnection old;
        synchronized (this) {
            stopped = true;
            old = connection;
            connection = null;
        }
        if (old != null) {
            old.closeAndForget();
        }
    }
}
