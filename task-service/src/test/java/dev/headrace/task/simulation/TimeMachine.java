package dev.headrace.task.simulation;

import dev.headrace.task.signal.Kind;
import dev.headrace.task.signal.Signals;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Moves one tenant's clock: all that the database has of it lies further back. Then waits until the service has done what is
 * due by then; it is told to look at once, as its pulse would tell it within a second.
 */
final class TimeMachine implements Signals.Listener {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_MS = 5;

    private static final String BACK = """
            WITH mine AS MATERIALIZED (SELECT id FROM task WHERE tenant = $1),
            d AS (UPDATE deferred SET due_at = due_at - $2 * interval '1 minute' WHERE id IN (SELECT id FROM mine)),
            s AS (UPDATE segment SET due_at = due_at - $2 * interval '1 minute' WHERE tenant = $1)
            UPDATE running SET expires_at = expires_at - $2 * interval '1 minute',
                   started_at = started_at - $2 * interval '1 minute', due_at = due_at - $2 * interval '1 minute'
            WHERE id IN (SELECT id FROM mine)
            """;

    private static final String SILENCE =
            "UPDATE running SET expires_at = now() - interval '1 second' WHERE id = $1 AND lease = $2";

    private static final String DUE = """
            SELECT (SELECT count(*) FROM deferred WHERE tenant = $1 AND due_at <= now())
                 + (SELECT count(*) FROM running WHERE expires_at < now()
                    AND id IN (SELECT id FROM task WHERE tenant = $1))
            """;

    private final Pool pool;
    private final Signals signals;
    private final Map<String, Semaphore> ready = new ConcurrentHashMap<>();

    TimeMachine(Pool pool, Signals signals) {
        this.pool = pool;
        this.signals = signals;
        signals.listen(this);
    }

    /** So many minutes pass for a tenant. */
    void pass(String tenant, long minutes) {
        change(BACK, Tuple.of(tenant, minutes));
    }

    /** The worker that holds a lease falls silent for longer than it may. */
    void silence(String taskId, long lease) {
        change(SILENCE, Tuple.of(UUID.fromString(taskId), lease));
    }

    private void change(String sql, Tuple parameters) {
        pool.preparedQuery(sql).execute(parameters).await().atMost(PATIENCE);
    }

    /** Returns when everything that is due has happened and every waiting worker would know of it. */
    void settle(String tenant, Set<Kind> kinds) {
        Semaphore news = ready.computeIfAbsent(tenant, t -> new Semaphore(0));
        long end = System.nanoTime() + PATIENCE.toNanos();
        signals.overdue();
        signals.dueIn(0);
        while (due(tenant) > 0) {
            if (System.nanoTime() > end) {
                throw new AssertionError("what is due does not happen");
            }
            await(news);
            signals.overdue();
        }
        ready.remove(tenant);
        signals.found(kinds);
    }

    private static void await(Semaphore news) {
        try {
            // Not everything that happens is told: what ends for good makes nothing ready.
            if (news.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private long due(String tenant) {
        return pool.preparedQuery(DUE)
                .execute(Tuple.of(tenant))
                .map(rows -> rows.iterator().next().getLong(0))
                .await()
                .atMost(PATIENCE);
    }

    @Override
    public void ready(Set<Kind> kinds) {
        kinds.stream().map(Kind::tenant).distinct().forEach(tenant -> {
            Semaphore news = ready.get(tenant);
            if (news != null) {
                news.release();
            }
        });
    }

    @Override
    public void dueIn(long delayMs) {
        // Only what has happened is of interest.
    }

    @Override
    public void overdue() {
        // Only what has happened is of interest.
    }
}
