package dev.headrace.task.escalation;

import dev.headrace.platform.event.TaskEvent;
import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.model.Urgency;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.Facts;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds segments that should move up, and moves them. */
@Singleton
class EscalationStore {
    /**
     * {@code $1} to {@code $5} kinds and priorities to look at, {@code $6} to {@code $11} the ladder, {@code $12} the time, null is
     * now, {@code $13} most segments. Each is read in the order of the index and ends where the waits are too short.
     */
    static final String FIND = """
            WITH rung AS MATERIALIZED (
              SELECT * FROM unnest($6::text[], $7::int[], $8::int[], $9::int[], $10::int[], $11::bigint[])
                AS r (tier, priority, lifted, from_attempt, to_attempt, after_ms)),
            asked AS MATERIALIZED (
              SELECT k.*, t.tier, COALESCE($12::timestamptz, now()) AS now,
                     CASE WHEN t.tier IN (SELECT tier FROM rung) THEN t.tier ELSE '' END AS ladder
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[]) AS k (tenant, queue, type, host, priority)
              LEFT JOIN LATERAL (SELECT tier FROM tenant WHERE name = k.tenant OFFSET 0) t ON true)
            SELECT s.id, s.priority, s.lifted, s.attempt, s.tasks, a.tier,
                   (extract(epoch FROM a.now - s.due_at) * 1000)::bigint AS waited_ms
            FROM asked a JOIN rung r ON r.tier = a.ladder AND r.priority = a.priority CROSS JOIN LATERAL (
              SELECT id, priority, lifted, attempt, size - head AS tasks, due_at FROM segment
              WHERE tenant = a.tenant AND queue = a.queue AND type = a.type AND host = a.host
                AND priority = a.priority::smallint AND due_at <= a.now - r.after_ms * interval '1 millisecond'
                AND lifted = r.lifted AND attempt BETWEEN r.from_attempt AND r.to_attempt
              ORDER BY tenant, queue, type, host, priority, due_at, id LIMIT $13) s
            LIMIT $13
            """;

    /**
     * {@code $1} segments, {@code $2} priority and {@code $3} lift at which they were seen, {@code $4} new priority and {@code $5}
     * reason. One that another replica moved meanwhile is not as it was seen and stays as it is.
     */
    static final String RAISE = """
            WITH wanted AS MATERIALIZED (
              SELECT * FROM unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::text[])
                AS w (id, priority, lifted, target, reason)),
            locked AS MATERIALIZED (
              SELECT s.id, s.tenant, s.queue, s.type, s.priority, s.due_at, s.head, s.size, s.ids, w.target, w.reason
              FROM segment s JOIN wanted w ON w.id = s.id AND w.priority = s.priority AND w.lifted = s.lifted
              ORDER BY s.priority, s.due_at, s.id FOR UPDATE OF s),
            raised AS (
              UPDATE segment s SET priority = l.target, lifted = s.lifted + (l.priority - l.target)
              FROM locked l WHERE s.id = l.id),
            old AS (
              DELETE FROM escalation WHERE at < now() - interval '7 days'),
            recorded AS (
              INSERT INTO escalation (at, tenant, queue, type, from_priority, to_priority, tasks, due_at, reason)
              SELECT now(), tenant, queue, type, priority, target, size - head, due_at, reason FROM locked),
            member AS MATERIALIZED (
              SELECT u.id, u.n, l.priority, l.target, l.reason
              FROM locked l CROSS JOIN LATERAL unnest(l.ids[l.head + 1 :]) WITH ORDINALITY AS u (id, n)),
            noted AS (
              INSERT INTO task_change (task_id, actor, action, detail)
              SELECT id, 'headrace', 'escalate',
                     (ARRAY['CRITICAL', 'HIGH', 'NORMAL', 'LOW', 'BULK'])[priority + 1] || ' to '
                     || (ARRAY['CRITICAL', 'HIGH', 'NORMAL', 'LOW', 'BULK'])[target + 1] || ': ' || reason
              FROM member)
            SELECT %s, m.priority AS was, m.target, m.reason
            FROM member m CROSS JOIN LATERAL (SELECT * FROM task WHERE id = m.id OFFSET 0) t ORDER BY m.id
            """.formatted(Facts.COLUMNS);

    private final TaskTransactions transactions;

    EscalationStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** A kind and a priority at which something waits. */
    record Place(Kind kind, int priority) {}

    /** What should move up at a time, null is now. */
    Uni<List<Rise>> find(List<Place> places, Ladder ladder, @Nullable Instant now, int most) {
        List<Ladder.Rung> rungs = ladder.rungs();
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(strings(places, p -> p.kind().tenant()))
                .addArrayOfString(strings(places, p -> p.kind().queue()))
                .addArrayOfString(strings(places, p -> p.kind().type()))
                .addArrayOfString(strings(places, p -> p.kind().host()))
                .addArrayOfInteger(integers(places, Place::priority))
                .addArrayOfString(strings(rungs, Ladder.Rung::tier))
                .addArrayOfInteger(integers(rungs, Ladder.Rung::priority))
                .addArrayOfInteger(integers(rungs, Ladder.Rung::lifted))
                .addArrayOfInteger(integers(rungs, Ladder.Rung::fromAttempt))
                .addArrayOfInteger(integers(rungs, Ladder.Rung::toAttempt))
                .addArrayOfLong(rungs.stream().map(Ladder.Rung::afterMs).toArray(Long[]::new))
                .addOffsetDateTime(now == null ? null : now.atOffset(ZoneOffset.UTC))
                .addInteger(most);
        return transactions.query(FIND, parameters, rows -> rises(rows, ladder));
    }

    private static List<Rise> rises(RowSet<Row> rows, Ladder ladder) {
        List<Rise> rises = new ArrayList<>(rows.size());
        for (Row row : rows) {
            int priority = row.getShort("priority");
            int lifted = row.getShort("lifted");
            Urgency urgency = ladder.urgency(
                    priority,
                    lifted,
                    row.getShort("attempt"),
                    Duration.ofMillis(row.getLong("waited_ms")),
                    row.getString("tier"));
            if (urgency.priority().rank() < priority) {
                rises.add(new Rise(
                        row.getLong("id"),
                        priority,
                        lifted,
                        row.getInteger("tasks"),
                        urgency.priority(),
                        urgency.reason()));
            }
        }
        return rises;
    }

    /** What was moved: how many tasks, and of which kinds. */
    record Raised(int tasks, Set<Kind> kinds) {}

    Uni<Raised> raise(List<Rise> rises) {
        Tuple parameters = Tuple.tuple()
                .addArrayOfLong(rises.stream().map(Rise::segment).toArray(Long[]::new))
                .addArrayOfInteger(integers(rises, Rise::priority))
                .addArrayOfInteger(integers(rises, Rise::lifted))
                .addArrayOfInteger(integers(rises, rise -> (int) rise.to().rank()))
                .addArrayOfString(strings(rises, Rise::reason));
        return transactions.run((connection, events) -> raise(connection, events, parameters));
    }

    private static Uni<Raised> raise(SqlConnection connection, EventBatch events, Tuple parameters) {
        return connection.preparedQuery(RAISE).execute(parameters).map(rows -> {
            Set<Kind> kinds = new HashSet<>();
            for (Row row : rows) {
                Facts facts = Facts.of(row);
                kinds.add(facts.kind());
                events.add(new TaskEvent.Escalated(
                        facts.in(TaskState.READY),
                        Priority.ofRank(row.getShort("was")).name(),
                        Priority.ofRank(row.getInteger("target")).name(),
                        row.getString("reason")));
            }
            return new Raised(rows.size(), kinds);
        });
    }

    private static <T> String[] strings(List<T> all, Function<T, String> value) {
        return all.stream().map(value).toArray(String[]::new);
    }

    private static <T> Integer[] integers(List<T> all, Function<T, Integer> value) {
        return all.stream().map(value).toArray(Integer[]::new);
    }
}
