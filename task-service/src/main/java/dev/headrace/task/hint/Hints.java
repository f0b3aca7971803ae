package dev.headrace.task.hint;

import dev.headrace.task.signal.Kind;
import dev.headrace.task.signal.Signals;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.UUID;

/**
 * Tells other replicas what this one wrote, and this one's listeners what others tell. A lost hint costs time, never a
 * task: the pulse finds in the tables what nobody told.
 *
 * <p>While no other replica was heard of, which is always so with a single one, a commit costs two reads of memory.
 * Otherwise its kinds leave at once, or with the next message if the last one left less than the pace ago.
 */
@Singleton
public class Hints implements Signals.Outlet {
    private static final int BEATS = 3;

    private final String id = UUID.randomUUID().toString();
    private final Vertx vertx;
    private final Signals signals;
    private final HintConfig config;
    private final HintMetrics metrics;
    private final Line line;
    private final Peers peers;
    private final Gathering gathering = new Gathering();
    private long lastSentNanos;
    private boolean due;
    private long timer;
    private volatile long heardMyselfNanos;

    Hints(Vertx vertx, Redis redis, Signals signals, HintConfig config, HintMetrics metrics) {
        this.vertx = vertx;
        this.signals = signals;
        this.config = config;
        this.metrics = metrics;
        this.line = new Line(vertx, redis, config.backoff(), this::hear, this::up);
        this.peers = new Peers(config.beat().toNanos() * BEATS);
        this.lastSentNanos = System.nanoTime() - config.pace().toNanos();
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            signals.tell(this);
            line.open();
            timer = vertx.setPeriodic(config.beat().toMillis(), tick -> beat());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
        line.close();
    }

    /** Whether hints of this replica reach anybody, as far as it knows. */
    public boolean isHeard() {
        return peers.areAny(System.nanoTime()) && line.isOpen();
    }

    /** Messages begin to arrive: who else is there? What was told meanwhile is found by looking. */
    private void up() {
        heardMyselfNanos = System.nanoTime();
        beat();
        signals.look();
    }

    /** A subscription can die in silence; while we hear ourselves we hear the others. */
    private void beat() {
        if (!line.isOpen()) {
            return;
        }
        if (System.nanoTime() - heardMyselfNanos > config.beat().toNanos() * BEATS) {
            line.drop();
        } else {
            line.send(Hint.beat(id).text());
        }
    }

    @Override
    public void ready(Set<Kind> kinds) {
        if (isHeard()) {
            gathering.ready(kinds);
            send();
        }
    }

    @Override
    public void freed(Set<Kind> kinds) {
        if (isHeard()) {
            gathering.freed(kinds);
            send();
        }
    }

    @Override
    public void rulesChanged() {
        if (isHeard()) {
            gathering.look();
            send();
        }
    }

    private void send() {
        long waitNanos;
        synchronized (this) {
            if (due) {
                return;
            }
            waitNanos = config.pace().toNanos() - (System.nanoTime() - lastSentNanos);
            due = true;
        }
        if (waitNanos <= 0) {
            sendNow();
        } else {
            vertx.setTimer(Math.max(1, waitNanos / 1_000_000), tick -> sendNow());
        }
    }

    private void sendNow() {
        synchronized (this) {
            due = false;
            lastSentNanos = System.nanoTime();
        }
        gathering.take(id).filter(hint -> line.isOpen()).ifPresent(hint -> {
            metrics.sent();
            line.send(hint.text());
        });
    }

    private void hear(String text) {
        Hint.parse(text).ifPresent(hint -> {
            if (hint.by().equals(id)) {
                heardMyselfNanos = System.nanoTime();
            } else {
                heard(hint);
            }
        });
    }

    private void heard(Hint hint) {
        if (peers.heard(hint.by(), System.nanoTime())) {
            beat();
        }
        metrics.heard();
        signals.found(hint.readyKinds());
        signals.freedElsewhere(hint.freedKinds());
        if (hint.asksToLook()) {
            signals.look();
        }
    }
}
