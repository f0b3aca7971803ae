package dev.headrace.task.maintain;

import dev.headrace.platform.outbox.Relay;
import dev.headrace.task.rule.RuleBook;
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
import java.util.HashSet;
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

    /** The kinds that have ready tasks are found by hopping through the index, one step a kind. */
    static final String LOOK = """
            WITH RECURSIVE kind AS (
              (SELECT tenant, queue, type, host FROM segment ORDER BY tenant, queue, type, host LIMIT 1)
              UNION ALL
              SELECT n.tenant, n.queue, n.type, n.host FROM kind k CROSS JOIN LATERAL (
                SELECT s.tenant, s.queue, s.type, s.host FROM segment s
                WHERE (s.tenant, s.queue, s.type, s.host) > (k.tenant, k.queue, k.type, k.host)
                ORDER BY s.tenant, s.queue, s.type, s.host LIMIT 1) n),
            facts AS (
              SELECT (SELECT (extract(epoch FROM min(due_at) - now()) * 1000)::bigint FROM deferred) AS due_in,
                     (SELECT (extract(epoch FROM min(at) - now()) * 1000)::bigint FROM expiry) AS limit_in,
                     (SELECT (extract(epoch FROM min(next_at) - now()) * 1000)::bigint
                      FROM bulk_action WHERE state IN ('PENDING', 'RUNNING')) AS step_in,
                     EXISTS (SELECT FROM running WHERE expires_at < now() OR deadline < now()) AS overdue,
                     EXISTS (SELECT FROM outbox) AS untold,
                     (SELECT version FROM rule_version) AS rules)
            SELECT f.*, k.tenant, k.queue, k.type, k.host
            FROM facts f LEFT JOIN (SELECT * FROM kind LIMIT $1) k ON true
            """;

    private final Vertx vertx;
    private final TaskTransactions transactions;
    private final Signals signals;
    private final RuleBook ruleBook;
    private final Relay relay;
    private final MaintainConfig config;
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
            Set<Kind> kinds,
            long rules,
            @Nullable Long dueIn,
            @Nullable Long limitIn,
            @Nullable Long stepIn,
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
        }
        // The pulse's own loop: nobody waits for it, and a failure only delays what it would have found.
        transactions.query(LOOK, Tuple.of(MAX_KINDS), Pulse::found).subscribe().with(this::tell, this::failed);
    }

    private static Found found(RowSet<Row> rows) {
        Set<Kind> kinds = new HashSet<>();
        Found found = new Found(kinds, -1, null, null, null, false, false);
        for (Row row : rows) {
            found = new Found(
                    kinds,
                    row.getLong("rules"),
                    row.getLong("due_in"),
                    row.getLong("limit_in"),
                    row.getLong("step_in"),
                    row.getBoolean("overdue"),
                    row.getBoolean("untold"));
            if (row.getString("tenant") != null) {
                kinds.add(new Kind(
                        row.getString("tenant"), row.getString("queue"), row.getString("type"), row.getString("host")));
            }
        }
        return found;
    }

    private void tell(Found found) {
        next();
        ruleBook.seen(found.rules());
        signals.found(found.kinds());
        if (found.dueIn() != null) {
            signals.dueIn(Math.max(0, found.dueIn()));
        }
        if (found.limitIn() != null) {
            signals.limitReachedIn(found.limitIn());
        }
        if (found.stepIn() != null) {
            signals.stepIn(found.stepIn());
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

    /** Replicas that were started together do not look together for long; a pause of another replica counts within a pulse. */
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
                long pause = pulse / 2 + ThreadLocalRandom.current().nextLong(pulse * 2 / 5 + 1);
                timer = vertx.setTimer(pause, id -> beat());
            }
        }
        if (atOnce) {
            beat();
        }
    }
}
