package dev.headrace.task.worker;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Tells the database, every few seconds and in one statement, which workers called here, and learns which are to drain
 * or are gone because another replica was told so. Sends nothing while no worker calls.
 */
@Singleton
class RollCall {
    private static final Logger LOG = Logger.getLogger(RollCall.class);

    private final Vertx vertx;
    private final Roster roster;
    private final WorkerStore store;
    private final WorkerConfig config;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile long lastHeard;
    private volatile long timer;

    RollCall(Vertx vertx, Roster roster, WorkerStore store, WorkerConfig config) {
        this.vertx = vertx;
        this.roster = roster;
        this.store = store;
        this.config = config;
        this.lastHeard = System.nanoTime() - config.silentAfter().toNanos();
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(config.rollCall().toMillis(), id -> ask());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void ask() {
        if (!asking.compareAndSet(false, true)) {
            return;
        }
        Set<UUID> heard = roster.takeHeard();
        long now = System.nanoTime();
        if (!heard.isEmpty()) {
            lastHeard = now;
        }
        if (now - lastHeard > config.silentAfter().toNanos()) {
            asking.set(false);
            return;
        }
        // The roll call belongs to no request; what fails is made up for by the next one.
        store.rollCall(heard).subscribe().with(roll -> answered(heard, roll), this::failed);
    }

    private void answered(Set<UUID> heard, WorkerStore.Roll roll) {
        roster.correct(heard, roll);
        asking.set(false);
    }

    private void failed(Throwable failure) {
        LOG.warnf("roll call failed, the next one tries again error=%s", failure);
        asking.set(false);
    }
}
