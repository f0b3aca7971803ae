package dev.headrace.task.database;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.jboss.logging.Logger;

/**
 * {@code headrace_database_*}: rows, dead rows and sizes of the tables, who keeps dead rows from being removed, and the
 * position of the log. Read at most every 15 to 30 s, and only if somebody reads metrics: a read of metrics that finds
 * them old has the next one see new ones, and waits for nothing.
 */
@Singleton
class DatabaseMetrics {
    private static final Logger LOG = Logger.getLogger(DatabaseMetrics.class);
    private static final long FRESH_NANOS = Duration.ofSeconds(15).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DatabaseStore store;
    private final MultiGauge live;
    private final MultiGauge dead;
    private final MultiGauge tableBytes;
    private final MultiGauge indexBytes;
    private final MultiGauge xminAge;
    private final MultiGauge oldestTransaction;
    private final MultiGauge walBytes;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile long freshUntil = System.nanoTime();

    DatabaseMetrics(DatabaseStore store, MeterRegistry registry) {
        this.store = store;
        this.live = gauge(registry, "headrace.database.live.tuples", "Rows, as the server estimates them");
        this.dead = gauge(registry, "headrace.database.dead.tuples", "Dead rows that are not removed yet");
        this.tableBytes = gauge(registry, "headrace.database.table.bytes", "Size without indexes");
        this.indexBytes = gauge(registry, "headrace.database.index.bytes", "Size of all indexes of the table");
        this.xminAge = gauge(
                registry,
                "headrace.database.oldest.xmin.age",
                "Transactions since the oldest snapshot that keeps dead rows, by who holds it");
        this.oldestTransaction = gauge(
                registry,
                "headrace.database.oldest.transaction.seconds",
                "How long the oldest transaction has been open");
        this.walBytes = gauge(
                registry,
                "headrace.database.wal.bytes",
                "Position of the write-ahead log; its rate is what is written");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    void register(@Observes Filters filters) {
        filters.register(this::beforeMetrics, 11);
    }

    private void beforeMetrics(RoutingContext rc) {
        if ("/q/metrics".equals(rc.normalizedPath())
                && System.nanoTime() - freshUntil >= 0
                && reading.compareAndSet(false, true)) {
            // Nobody waits for it: this scrape shows what is known.
            store.read().ifNoItem().after(PATIENCE).fail().subscribe().with(this::show, this::failed);
        }
        rc.next();
    }

    private void show(DatabaseFacts facts) {
        byTable(live, facts, DatabaseFacts.Table::live);
        byTable(dead, facts, DatabaseFacts.Table::dead);
        byTable(tableBytes, facts, DatabaseFacts.Table::tableBytes);
        byTable(indexBytes, facts, DatabaseFacts.Table::indexBytes);
        xminAge.register(
                facts.xminAges().entrySet().stream()
                        .<MultiGauge.Row<?>>map(e -> MultiGauge.Row.of(Tags.of("holder", e.getKey()), e.getValue()))
                        .toList(),
                true);
        oldestTransaction.register(List.of(MultiGauge.Row.of(Tags.empty(), facts.oldestTransactionS())), true);
        Long wal = facts.walBytes();
        walBytes.register(wal == null ? List.of() : List.of(MultiGauge.Row.of(Tags.empty(), wal)), true);
        done();
    }

    private static void byTable(MultiGauge gauge, DatabaseFacts facts, ToLongFunction<DatabaseFacts.Table> value) {
        gauge.register(
                facts.tables().stream()
                        .<MultiGauge.Row<?>>map(
                                t -> MultiGauge.Row.of(Tags.of("table", t.name()), value.applyAsLong(t)))
                        .toList(),
                true);
    }

    private void failed(Throwable failure) {
        LOG.warnf("health of the database was not read error=%s", failure);
        done();
    }

    /** Replicas that are scraped together do not ask together for long. */
    private void done() {
        freshUntil =
                System.nanoTime() + FRESH_NANOS + ThreadLocalRandom.current().nextLong(FRESH_NANOS);
        reading.set(false);
    }
}
