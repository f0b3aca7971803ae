package dev.headrace.task.deadletter;

import dev.headrace.task.store.TaskTransactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * {@code dlq_queue_depth{status}}: dead letters of all tenants that wait for a decision or run again. Counted when metrics are
 * read, at most once in {@code headrace.dead-letter.count-every}, and up to a bound: a scrape reads no large table.
 */
@Singleton
class LetterMetrics {
    private static final Logger LOG = Logger.getLogger(LetterMetrics.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int AFTER_QUEUES = 9;

    static final String COUNT = """
            SELECT 'PENDING' AS status, count(*) AS letters
            FROM (SELECT FROM dead_letter WHERE status = 'PENDING' ORDER BY id LIMIT $1) n
            UNION ALL
            SELECT 'RETRYING', count(*)
            FROM (SELECT FROM dead_letter WHERE look_at IS NOT NULL ORDER BY look_at LIMIT $1) n
            """;

    private final TaskTransactions transactions;
    private final DeadLetterConfig config;
    private final MultiGauge depth;
    private final Uni<RowSet<Row>> counts;
    private volatile long validUntil = System.nanoTime();

    LetterMetrics(TaskTransactions transactions, DeadLetterConfig config, MeterRegistry registry) {
        this.transactions = transactions;
        this.config = config;
        this.depth = MultiGauge.builder("dlq.queue.depth")
                .description("Dead letters that wait for a decision (PENDING) or run again (RETRYING)")
                .register(registry);
        this.counts = Uni.createFrom().deferred(this::count).memoize().until(this::isOld);
    }

    void register(@Observes Filters filters) {
        filters.register(this::beforeMetrics, AFTER_QUEUES);
    }

    private boolean isOld() {
        return System.nanoTime() - validUntil >= 0;
    }

    private Uni<RowSet<Row>> count() {
        validUntil = System.nanoTime() + config.countEvery().toNanos();
        return transactions.query(COUNT, Tuple.of(config.countTo()), rows -> rows);
    }

    private void beforeMetrics(RoutingContext rc) {
        if (!"/q/metrics".equals(rc.normalizedPath())) {
            rc.next();
            return;
        }
        // A scrape is a request of its own: it goes on with or without new counts.
        counts.ifNoItem()
                .after(PATIENCE)
                .fail()
                .subscribe()
                .with(rows -> show(rc, rows), failure -> showOld(rc, failure));
    }

    private void show(RoutingContext rc, RowSet<Row> rows) {
        List<MultiGauge.Row<?>> gauges = new ArrayList<>(rows.size());
        rows.forEach(row ->
                gauges.add(MultiGauge.Row.of(Tags.of("status", row.getString("status")), row.getLong("letters"))));
        depth.register(gauges, true);
        rc.next();
    }

    private static void showOld(RoutingContext rc, Throwable failure) {
        LOG.warnf("dead letters were not counted for metrics error=%s", failure);
        rc.next();
    }
}
