package dev.headrace.task.inspect;

import dev.headrace.task.escalation.EscalationConfig;
import dev.headrace.task.escalation.Ladder;
import dev.headrace.task.lease.LoadStore;
import dev.headrace.task.model.Priority;
import dev.headrace.task.model.Urgency;
import dev.headrace.task.rule.BreakerRule;
import dev.headrace.task.rule.RuleBook;
import dev.headrace.task.rule.Rules;
import dev.headrace.task.share.Load;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks up why a ready task waits. */
@Singleton
class WaitingStore {
    /** A task further back is not searched for: it is behind more tasks than anybody would count. */
    private static final int MOST_SEGMENTS = 100_000;

    /**
     * {@code $1} tenant, {@code $2} queue, {@code $3} type, {@code $4} priority that was asked for, {@code $5} task, {@code $6} most
     * segments to look into, {@code $7} its host. What goes first is summed up by segments; only the task's own is read inside.
     */
    private static final String PLACE = """
            WITH mine AS MATERIALIZED (
              SELECT s.id, s.priority, s.due_at, s.lifted, s.attempt, array_position(s.ids, $5) - 1 - s.head AS before
              FROM (SELECT id, priority, due_at, lifted, attempt, head, ids FROM segment
                    WHERE tenant = $1 AND queue = $2 AND type = $3 AND host = $7 AND priority <= $4
                    ORDER BY tenant, queue, type, host, priority, due_at, id LIMIT $6) s
              WHERE $5 = ANY (s.ids) LIMIT 1)
            SELECT COALESCE(q.paused, false) AS paused,
                   $7 <> '' OR EXISTS (
                     SELECT FROM worker w
                     WHERE w.tenant = $1 AND w.last_seen > now() - interval '2 minutes'
                       AND (cardinality(w.queues) = 0 OR $2 = ANY (w.queues))
                       AND (cardinality(w.types) = 0 OR $3 = ANY (w.types))) AS has_worker,
                   (SELECT m.before + COALESCE((
                      SELECT sum(s.size - s.head) FROM segment s
                      WHERE s.tenant = $1 AND s.queue = $2
                        AND (s.priority, s.due_at, s.id) < (m.priority, m.due_at, m.id)), 0)
                    FROM mine m)::bigint AS ahead,
                   m.priority, m.lifted, m.attempt, (extract(epoch FROM now() - m.due_at) * 1000)::bigint AS waited_ms,
                   (SELECT tier FROM tenant WHERE name = $1) AS tier
            FROM (VALUES (1)) AS one LEFT JOIN queue q ON q.tenant = $1 AND q.name = $2 LEFT JOIN mine m ON true
            """;

    private final TaskTransactions transactions;
    private final LoadStore loads;
    private final RuleBook rules;
    private final Ladder ladder;

    WaitingStore(TaskTransactions transactions, LoadStore loads, RuleBook rules, EscalationConfig config) {
        this.transactions = transactions;
        this.loads = loads;
        this.rules = rules;
        this.ladder = new Ladder(config.sla());
    }

    /** Why the ready task of this row of {@code task_now} waits. */
    Uni<Waiting> explain(Row task) {
        Kind kind = new Kind(
                task.getString("tenant"), task.getString("queue"), task.getString("type"), task.getString("host"));
        Tuple parameters = Tuple.tuple()
                .addString(kind.tenant())
                .addString(kind.queue())
                .addString(kind.type())
                .addShort(task.getShort("priority"))
                .addUUID(task.getUUID("id"))
                .addInteger(MOST_SEGMENTS)
                .addString(kind.host());
        Optional<String> breaker = rules.rules().breakers().broken(kind).map(BreakerRule::explained);
        return limited(kind, LoadStore.strings(task, "keys"), LoadStore.integers(task, "costs"))
                .chain(limit -> transactions.query(
                        PLACE,
                        parameters,
                        rows -> place(rows, kind, breaker, limit).explained()));
    }

    /** Which limit keeps it back; nothing is counted for a task without any. */
    private Uni<Optional<String>> limited(Kind kind, List<String> keys, List<Integer> costs) {
        Rules now = rules.rules();
        if (!now.isLimited(kind)) {
            return Uni.createFrom().item(Optional.empty());
        }
        Load load = new Load(now);
        Set<String> tenant = Set.of(kind.tenant());
        return transactions.run((connection, events) -> loads.running(connection, tenant, load)
                .chain(() -> loads.rates(connection, tenant, load.rates(kind, keys)))
                .map(rates -> load.reason(kind, keys, costs, rates.aheadMs())));
    }

    private Waiting.Place place(RowSet<Row> rows, Kind kind, Optional<String> breaker, Optional<String> limit) {
        Row row = rows.iterator().next();
        return new Waiting.Place(
                kind.queue(),
                kind.type(),
                row.getBoolean("paused"),
                breaker.orElse(null),
                limit.orElse(null),
                row.getBoolean("has_worker"),
                row.getLong("ahead"),
                row.getShort("priority") == null ? null : rising(row));
    }

    private Waiting.Rising rising(Row row) {
        int priority = row.getShort("priority");
        Urgency urgency = ladder.urgency(
                priority,
                row.getShort("lifted"),
                row.getShort("attempt"),
                Duration.ofMillis(row.getLong("waited_ms")),
                row.getString("tier"));
        return new Waiting.Rising(urgency.score(), Priority.ofRank(priority), urgency.reason());
    }
}
