package dev.headrace.gateway.live;

import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.platform.identity.Identity;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * One open WebSocket: who it is, what it wants, and how much waits for it. A message waits until it is on the wire;
 * the framework would keep any number of them, so the bound is here.
 */
final class Subscriber {
    private static final Logger LOG = Logger.getLogger(Subscriber.class);
    static final int GOING_AWAY = 1001;
    /** Try again later (registered with IANA). */
    static final int TOO_SLOW = 1013;
    /** Ours: the key is no longer valid. */
    static final int KEY_ENDED = 4401;

    private final WebSocketConnection connection;
    private final KnownKey key;
    private final int queue;
    private final Runnable tooSlow;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile LiveFilter filter = LiveFilter.ALL;

    /**
     * A subscriber to everything that it may see.
     *
     * @param queue messages that may wait
     * @param tooSlow told when they are more
     */
    Subscriber(WebSocketConnection connection, KnownKey key, int queue, Runnable tooSlow) {
        this.connection = connection;
        this.key = key;
        this.queue = queue;
        this.tooSlow = tooSlow;
    }

    KnownKey key() {
        return key;
    }

    String tenant() {
        return key.identity().tenant();
    }

    void filter(LiveFilter wanted) {
        filter = wanted;
    }

    /** Sends the event if this client may see it and wants it. */
    void offer(LiveEvent event) {
        if (maySee(event) && filter.wants(event)) {
            send(event.text());
        }
    }

    private boolean maySee(LiveEvent event) {
        Identity identity = key.identity();
        return identity.tenant().equals(event.tenant())
                && (identity.mayOperate() || identity.subject().equals(event.owner()));
    }

    void send(String text) {
        if (closed.get()) {
            return;
        }
        if (waiting.incrementAndGet() > queue) {
            tooSlow.run();
            close(TOO_SLOW, "You do not read fast enough");
            return;
        }
        // A connection's end: nothing downstream could carry on with the outcome.
        connection.sendText(text).subscribe().with(sent -> waiting.decrementAndGet(), this::gone);
    }

    private void gone(Throwable failure) {
        LOG.debugf(failure, "message not sent connection=%s", connection.id());
        closed.set(true);
    }

    void close(int code, String reason) {
        if (closed.compareAndSet(false, true)) {
            connection.close(new CloseReason(code, reason)).subscribe().with(done -> {}, gone -> {});
        }
    }
}
