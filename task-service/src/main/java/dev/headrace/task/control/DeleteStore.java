package dev.headrace.task.control;

import dev.headrace.task.model.TaskState;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/**
 * Removes tasks that have ended, with all that is known of them, their dead letters too. Their idempotency keys are free
 * again; batches count them as what they were.
 */
@Singleton
class DeleteStore {
    /** Rows are named by their place where a join could read a large table whole. */
    static final String DELETE = Seen.SQL + """
            gone AS MATERIALIZED (
              SELECT * FROM seen WHERE state IN ('SUCCEEDED', 'DEAD', 'CANCELLED')),
            attempts AS (DELETE FROM attempt WHERE task_id = ANY (ARRAY(SELECT id FROM gone))),
            keys AS (
              DELETE FROM idempotency WHERE ctid = ANY (ARRAY(
                SELECT k.ctid FROM gone g CROSS JOIN LATERAL (
                  SELECT ctid FROM idempotency
                  WHERE tenant = ANY (ARRAY[g.tenant, '']) AND owner = ANY (ARRAY[g.owner, ''])
                    AND key = g.idempotency_key AND task_id = g.id OFFSET 0) k))),
            limits AS (DELETE FROM time_limit WHERE task_id = ANY (ARRAY(SELECT id FROM gone))),
            expiries AS (DELETE FROM expiry WHERE task_id = ANY (ARRAY(SELECT id FROM gone))),
            changes AS (DELETE FROM task_change WHERE task_id = ANY (ARRAY(SELECT id FROM gone))),
            letters AS (DELETE FROM dead_letter WHERE task_id = ANY (ARRAY(SELECT id FROM gone))),
            batches AS (
              UPDATE batch b
              SET deleted_succeeded = b.deleted_succeeded + n.succeeded, deleted_dead = b.deleted_dead + n.dead,
                  deleted_cancelled = b.deleted_cancelled + n.cancelled
              FROM (SELECT batch, count(*) FILTER (WHERE state = 'SUCCEEDED') AS succeeded,
                           count(*) FILTER (WHERE state = 'DEAD') AS dead,
                           count(*) FILTER (WHERE state = 'CANCELLED') AS cancelled
                    FROM gone WHERE batch IS NOT NULL GROUP BY batch) n
              WHERE b.id = n.batch AND b.id = ANY (ARRAY(
                SELECT id FROM batch WHERE id = ANY (ARRAY(SELECT batch FROM gone)) ORDER BY id FOR UPDATE))),
            bodies AS (DELETE FROM task WHERE id = ANY (ARRAY(SELECT id FROM gone)))
            SELECT id, state FROM seen
            """;

    private static final Change.Delete HOW = new Change.Delete();

    Uni<Applied> apply(SqlConnection connection, List<UUID> ids, Actor by) {
        return Seen.lock(connection, ids, by)
                .chain(() -> connection.preparedQuery(DELETE).execute(Seen.parameters(ids, by)))
                .map(rows -> Seen.read(ids, rows, Applied.nothing(), DeleteStore::effect));
    }

    private static Effect effect(Row row) {
        TaskState was = Seen.state(row);
        UUID id = row.getUUID("id");
        return HOW.appliesTo(was) ? Effect.done(id, null) : Effect.skipped(id, was, HOW.refusal(was));
    }
}
