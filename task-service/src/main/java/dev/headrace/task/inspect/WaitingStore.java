package dev.headrace.task.inspect;

import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;

/** Looks up why a ready task waits. */
@Singleton
class WaitingStore {
    /** A task further back is not searched for: it is behind more tasks than anybody would count. */
    private static final int MOST_SEGMENTS = 100_000;

    /**
     * {@code $1} tenant, {@code $2} queue, {@code $3} type, {@code $4} priority, {@code $5} task, {@code $6} most
     * segments to look into, {@code $7} whether it is pushed. What goes first is summed up by segments; only the task's own is read inside.
     */
    private static final String PLACE = """
            WITH mine AS MATERIALIZED (
              SELECT s.id, s.priority, s.due_at, array_position(s.ids, $5) - 1 - s.head AS before
              FROM (SELECT id, priority, due_at, head, ids FROM segment
                    WHERE tenant = $1 AND queue = $2 AND type = $3 AND push = $7 AND priority = $4
                    ORDER BY tenant, queue, type, push, priority, due_at, id LIMIT $6) s
              WHERE $5 = ANY (s.ids) LIMIT 1)
            SELECT COALESCE(q.paused, false) AS paused, q.max_running,
                   CASE WHEN q.max_running IS NULL THEN 0 ELSE (
                     SELECT count(*) FROM running r CROSS JOIN LATERAL (
                       SELECT tenant, queue FROM task WHERE id = r.id OFFSET 0) t
                     WHERE t.tenant = $1 AND t.queue = $2) END AS running,
                   EXISTS (
                     SELECT FROM worker w
                     WHERE w.tenant = $1 AND w.last_seen > now() - interval '2 minutes'
                       AND (cardinality(w.queues) = 0 OR $2 = ANY (w.queues))
                       AND (cardinality(w.types) = 0 OR $3 = ANY (w.types))) AS has_worker,
                   (SELECT m.before + COALESCE((
                      SELECT sum(s.size - s.head) FROM segment s
                      WHERE s.tenant = $1 AND s.queue = $2
                        AND (s.priority, s.due_at, s.id) < (m.priority, m.due_at, m.id)), 0)
                    FROM mine m)::bigint AS ahead
            FROM (VALUES (1)) AS one LEFT JOIN queue q ON q.tenant = $1 AND q.name = $2
            """;

    private final TaskTransactions transactions;

    WaitingStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** Why the ready task of this row of {@code task_now} waits. */
    Uni<Waiting> explain(Row task) {
        String queue = task.getString("queue");
        String type = task.getString("type");
        Tuple parameters = Tuple.tuple()
                .addString(task.getString("tenant"))
                .addString(queue)
                .addString(type)
                .addShort(task.getShort("priority"))
                .addUUID(task.getUUID("id"))
                .addInteger(MOST_SEGMENTS)
                .addBoolean(task.getString("target") != null);
        return transactions.query(
                PLACE, parameters, rows -> place(rows, queue, type).explained());
    }

    private static Waiting.Place place(RowSet<Row> rows, String queue, String type) {
        Row row = rows.iterator().next();
        return new Waiting.Place(
                queue,
                type,
                row.getBoolean("paused"),
                row.getInteger("max_running"),
                row.getLong("running"),
                row.getBoolean("has_worker"),
                row.getLong("ahead"));
    }
}
