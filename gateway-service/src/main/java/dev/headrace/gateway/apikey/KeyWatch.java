package dev.headrace.gateway.apikey;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Asks every replica's question: which keys changed? One small query for all keys, so that revoking reaches everybody
 * within {@link KeyConfig#watchEvery} and a round trip, however many keys are in use.
 *
 * <p>Each question looks back further than to the last answer: a change becomes visible when its transaction commits,
 * which may be after a later one, and a look-up that began before it may still put the old key back.
 */
@Singleton
public final class KeyWatch {
    private static final Logger LOG = Logger.getLogger(KeyWatch.class);
    private static final Duration OVERLAP = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final KeyLookup lookup;
    private final KeyRing ring;
    private final KeyConfig config;
    private final Event<KeyChanged> changed;
    private final ChangedKeys told;
    private final Clock clock;

    private volatile long answeredAt;
    private volatile boolean stopped;

    public KeyWatch(
            Vertx vertx,
            KeyLookup lookup,
            KeyRing ring,
            KeyConfig config,
            Event<KeyChanged> changed,
            ChangedKeys told,
            Clock clock) {
        this.vertx = vertx;
        this.lookup = lookup;
        this.ring = ring;
        this.config = config;
        this.changed = changed;
        this.told = told;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        answeredAt = clock.millis();
        next();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void next() {
        if (!stopped) {
            vertx.setTimer(config.watchEvery().toMillis(), tick -> ask());
        }
    }

    private void ask() {
        if (stopped) {
            return;
        }
        long asked = clock.millis();
        Future.<Void>future(begun -> begun.complete())
                .compose(begun -> lookup.changedWithin(OVERLAP.plusMillis(asked - answeredAt)))
                .onSuccess(changes -> answered(asked, changes))
                .onFailure(failure -> unanswered(asked, failure))
                .onComplete(done -> next());
    }

    private void answered(long asked, List<KeyChange> changes) {
        answeredAt = asked;
        forget(changes);
    }

    private void unanswered(long asked, Throwable failure) {
        LOG.debug("changed keys are not known", failure);
        if (asked - answeredAt > config.withoutDatabase().toMillis()) {
            ring.forgetAll();
        }
    }

    /** Forgets what changed here and now; the other replicas follow when they ask. */
    void forget(List<KeyChange> changes) {
        // Noted before it is told: who joins those who are told meanwhile finds it there.
        List<KeyChanged> news =
                changes.stream().map(KeyWatch::told).filter(told::note).toList();
        ring.forget(changes, stale -> changed.fire(told(stale)));
        // A WebSocket may outlive what the ring remembers of its key.
        news.forEach(changed::fire);
    }

    private static KeyChanged told(KeyChange change) {
        return new KeyChanged(change.id().id(), change.at());
    }
}
