package dev.headrace.task.maintain;

import dev.headrace.platform.outbox.Relay;
import dev.headrace.task.rule.RuleBook;
import dev.headrace.task.signal.Floors;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.signal.Signals;
import dev.headrace.task.store.TaskTransactions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one statement of an idle replica: at least once a second it asks what waits in the tables and tells those whose work it
 * is. What this replica writes itself is told at once; the pulse finds what others wrote, and what a crash left.
 */
@Singleton
class Pulse implements Signals.Listener {
    private static final Logger LOG = Logger.getLogger(Pulse.class);
    private static final int MAX_KINDS = 10_000;
    private static final int REST_FACTOR = 9;

    /**
     * The kinds and priorities that have ready tasks are found by hopping through the index, one step each. {@code $1} most
     * of them, {@code $2} no lease in force began before, {@code $3} no row of the outbox is below.
     */
    static final String LOOK = """
            WITH RECURSIVE kind AS (
              (SELECT tenant, queue, type, host, priority, due_at FROM segment
               ORDER BY tenant, queue, type, host, priority, due_at, id LIMIT 1)
              UNION ALL
              SELECT n.* FROM kind k CROSS JOIN LATERAL (
                SELECT s.tenant, s.queue, s.type, s.host, s.priority, s.due_at FROM segment s
                WHERE (s.tenant, s.queue, s.type, s.host, s.priority)
                    > (k.tenant, k.queue, k.type, k.host, k.priority)
                ORDER BY s.tenant, s.queue, s.type, s.host, s.priority, s.due_at, s.id LIMIT 1) n),
            leases AS (
              SELECT min(started_at) AS first, COALESCE(bool_or(expires_at < now() OR deadline < now()), false) AS overdue
              FROM running WHERE started_at >= $2),
            facts AS (
              SELECT now() AS as_of,
                     (SELECT (extract(epoch FROM min(due_at) - now()) * 1000)::bigint FROM deferred) AS due_in,
                     (SELECT (extract(epoch FROM min(at) - now()) * 1000)::bigint FROM expiry) AS limit_in,
                     (SELECT (extract(epoch FROM min(next_at) - now()) * 1000)::bigint
                      FROM bulk_action WHERE state IN ('PENDING', 'RUNNING')) AS step_in,
                     (SELECT (extract(epoch FROM min(look_at) - now()) * 1000)::bigint FROM dead_letter) AS letter_in,
                     (SELECT (extract(epoch FROM min(look_at) - now()) * 1000)::bigint FROM batch) AS batch_in,
                     l.first AS first_lease, l.overdue,
                     EXISTS (SELECT FROM outbox WHERE id >= $3) AS untold,
                     (SELECT version FROM rule_version) AS rules
              FROM leases l)
            SELECT f.*, k.*
            FROM facts f LEFT JOIN (SELECT * FROM kind LIMIT $1) k ON true
            """;

    private final Vertx vertx;
    private final TaskTransactions transactions;
    private final Signals signals;
    private final RuleBook ruleBook;
    private final Relay relay;
    private final MaintainConfig config;
    private volatile OffsetDateTime leasesFrom = Floors.NONE.asOf();
    private long begunNanos;
    private boolean stopped;
    private boolean beating;
    private boolean again;
    private long timer;

    Pulse(
            Vertx vertx,
            TaskTransactions transactions,
            Signals signals,
            RuleBook ruleBook,
            Relay relay,
            MaintainConfig config) {
        this.vertx = vertx;
        this.transactions = transactions;
        this.signals = signals;
        this.ruleBook = ruleBook;
        this.relay = relay;
        this.config = config;
    }

    /** What was found. A null {@code dueIn} means that nothing is deferred, a null {@code limitIn} that no task has limits. */
    private record Found(
            Floors floors,
            long rules,
            @Nullable Long dueIn,
            @Nullable Long limitIn,
            @Nullable Long stepIn,
            @Nullable Long letterIn,
            @Nullable Long batchIn,
            @Nullable OffsetDateTime firstLease,
            boolean overdue,
            boolean untold) {}

    void start(@Observes StartupEvent event) {
        signals.listen(this);
        beat();
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    @Override
    public void look() {
        beat();
    }

    @Override
    public void ready(Set<Kind> kinds) {
        // It is the one who says so.
    }

    @Override
    public void dueIn(long delayMs) {
        // It is the one who says so.
    }

    @Override
    public void overdue() {
        // It is the one who says so.
    }

    /** Looks now; while it looks already, once more after that. */
    private void beat() {
        synchronized (this) {
            again = beating;
            if (beating || stopped) {
                return;
            }
            beating = true;
            vertx.cancelTimer(timer);
            begunNanos = System.nanoTime();
        }
        // The pulse's own loop: nobody waits for it, and a failure only delays what it would have found.
        transactions
                .query(LOOK, Tuple.of(MAX_KINDS, leasesFrom, relay.floor()), this::found)
                .subscribe()
                .with(this::tell, this::failed);
    }

    private Found found(RowSet<Row> rows) {
        Map<Kind, OffsetDateTime[]> firsts = new HashMap<>();
        for (Row row : rows) {
            if (row.getString("tenant") != null) {
                Kind kind = new Kind(
                        row.getString("tenant"), row.getString("queue"), row.getString("type"), row.getString("host"));
                firsts.computeIfAbsent(kind, k -> new OffsetDateTime[Floors.PRIORITIES])[row.getShort("priority")] =
                        row.getOffsetDateTime("due_at");
            }
        }
        Row facts = rows.iterator().next();
        return new Found(
                new Floors(
                        rows.size() < MAX_KINDS
                                ? facts.getOffsetDateTime("as_of").minus(config.grace())
                                : Floors.NONE.asOf(),
                        firsts),
                facts.getLong("rules"),
                facts.getLong("due_in"),
                facts.getLong("limit_in"),
                facts.getLong("step_in"),
                facts.getLong("letter_in"),
                facts.getLong("batch_in"),
                facts.getOffsetDateTime("first_lease"),
                facts.getBoolean("overdue"),
                facts.getBoolean("untold"));
    }

    private void tell(Found found) {
        next();
        OffsetDateTime asOf = found.floors().asOf();
        leasesFrom = found.firstLease() == null || found.firstLease().isAfter(asOf) ? asOf : found.firstLease();
        ruleBook.seen(found.rules());
        signals.floors(found.floors());
        signals.found(found.floors().firsts().keySet());
        if (found.dueIn() != null) {
            signals.dueIn(Math.max(0, found.dueIn()));
        }
        if (found.limitIn() != null) {
            signals.limitReachedIn(found.limitIn());
        }
        if (found.stepIn() != null) {
            signals.stepIn(found.stepIn());
        }
        if (found.letterIn() != null) {
            signals.letterIn(found.letterIn());
        }
        if (found.batchIn() != null) {
            signals.batchIn(found.batchIn());
        }
        if (found.overdue()) {
            signals.overdue();
        }
        if (found.untold()) {
            relay.nudge();
        }
    }

    private void failed(Throwable failure) {
        LOG.warnf("look at the tables failed, the next one tries again error=%s", failure);
        next();
    }

    /**
     * Replicas that were started together do not look together for long; a pause of another replica counts within a pulse. A
     * look that takes long, because of many rows that are gone but not removed, comes more seldom.
     */
    private void next() {
        boolean atOnce;
        synchronized (this) {
            beating = false;
            if (stopped) {
                return;
            }
            atOnce = again;
            if (!atOnce) {
                long pulse = config.pulse().toMillis();
                long pause = pulse * 3 / 4 + ThreadLocalRandom.current().nextLong(pulse / 5 + 1);
                long tookMs = (System.nanoTime() - begunNanos) / 1_000_000;
                timer = vertx.setTimer(Math.max(pause, REST_FACTOR * tookMs), id -> beat());
            }
        }
        if (atOnce) {
            beat();
        }
    }
}
