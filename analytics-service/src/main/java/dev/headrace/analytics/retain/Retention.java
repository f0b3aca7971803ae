package dev.headrace.analytics.retain;

import dev.headrace.analytics.ingest.CursorStore;
import dev.headrace.analytics.ingest.IngestConfig;
import dev.headrace.analytics.rollup.Grain;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Removes, from time to time and in small steps, what has passed its age. */
@Singleton
class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);

    private static final Collector<Integer, ?, Integer> SUM = Collectors.summingInt(Integer::intValue);

    private final RetainStore store;
    private final CursorStore cursors;
    private final RetainConfig config;
    private final IngestConfig ingest;
    private final Clock clock;
    private final Vertx vertx;
    private final AtomicBoolean running = new AtomicBoolean();
    private long timer = -1;

    Retention(
            RetainStore store,
            CursorStore cursors,
            RetainConfig config,
            IngestConfig ingest,
            Clock clock,
            Vertx vertx) {
        this.store = store;
        this.cursors = cursors;
        this.config = config;
        this.ingest = ingest;
        this.clock = clock;
        this.vertx = vertx;
    }

    void onStart(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(config.every().toMillis(), id -> tick());
    }

    void onStop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void tick() {
        if (running.compareAndSet(false, true)) {
            // Nobody waits for a clean-up; what it leaves, the next one finds.
            run().onTermination().invoke(() -> running.set(false)).subscribe().with(this::finished, this::failed);
        }
    }

    private void finished(int removed) {
        LOG.debugf("clean-up done rows=%d", removed);
    }

    private void failed(Throwable failure) {
        LOG.warnf("clean-up failed, trying again at the next tick error=%s", failure);
    }

    /** Removes all that has passed its age; the item is how many rows went. */
    Uni<Integer> run() {
        Multi<Integer> rollups =
                Multi.createFrom().items(Grain.values()).onItem().transformToUniAndConcatenate(this::expire);
        Uni<Integer> ids = untilDry(() -> cursors.prune(ingest.seenWindow(), config.rowsPerDelete()));
        return rollups.collect().with(SUM).chain(removed -> ids.map(more -> removed + more));
    }

    private Uni<Integer> expire(Grain grain) {
        Instant before = clock.instant().minus(config.age(grain));
        return untilDry(() -> store.delete(grain, before, config.rowsPerDelete()));
    }

    /** Repeats a bounded delete while it fills its bound. */
    private Uni<Integer> untilDry(Supplier<Uni<Integer>> delete) {
        return Multi.createBy()
                .repeating()
                .uni(delete::get)
                .whilst(removed -> removed == config.rowsPerDelete())
                .collect()
                .with(SUM);
    }
}
