package dev.headrace.cache.entry;

import dev.headrace.cache.entry.Pending.Write;
import dev.headrace.cache.invalidate.Bus;
import dev.headrace.cache.remote.RemoteCache;
import dev.headrace.cache.value.EntryKey;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Hands waiting writes to Redis once it is back, one after the other; what is newer there wins. */
@Singleton
public final class Recovery {
    private static final Logger LOG = Logger.getLogger(Recovery.class);

    private final Vertx vertx;
    private final Bus bus;
    private final Pending pending;
    private final RemoteCache remote;
    private final EntryConfig config;
    private final AtomicBoolean running = new AtomicBoolean();
    private long timer;

    public Recovery(Vertx vertx, Bus bus, Pending pending, RemoteCache remote, EntryConfig config) {
        this.vertx = vertx;
        this.bus = bus;
        this.pending = pending;
        this.remote = remote;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(config.retry().toMillis(), id -> tick());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void tick() {
        if (!bus.isUp() || pending.size() == 0 || !running.compareAndSet(false, true)) {
            return;
        }
        // A timer of its own: the next tick goes on with what a failure leaves.
        Multi.createFrom()
                .iterable(pending.all())
                .onItem()
                .transformToUniAndConcatenate(this::hand)
                .onTermination()
                .invoke(() -> running.set(false))
                .subscribe()
                .with(done -> {}, failure -> LOG.debugf("writes still wait error=%s", failure.getMessage()));
    }

    private Uni<Void> hand(Map.Entry<EntryKey, Write> waiting) {
        EntryKey key = waiting.getKey();
        Write write = waiting.getValue();
        Uni<Void> taken = switch (write) {
            case Write.Put put -> remote.putUnlessNewer(key, put.entry(), put.maxEntries());
            case Write.Remove remove -> remote.removeUnlessNewer(key, remove.at());
        };
        return taken.invoke(() -> pending.drop(key, write));
    }
}
