package dev.headrace.task.control;

import dev.headrace.platform.event.TaskEvent;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.model.Transition;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.Facts;
import dev.headrace.task.store.Withdrawal;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Cancels tasks: whichever table holds the task gives it up, so a cancel and a lease never both win. */
@Singleton
class CancelStore {
    /** {@code $4}: also revoke those that run; {@code $5} actor, {@code $6} bulk action. A held row is waited for. */
    static final String CANCEL = Seen.SQL + """
            wanted AS MATERIALIZED (
              SELECT id, tenant, queue, type, host FROM seen WHERE state = 'READY'),
            """ + Withdrawal.OF_READY + """
            deferred_gone AS (
              DELETE FROM deferred WHERE id = ANY (ARRAY(SELECT id FROM seen WHERE state IN ('SCHEDULED', 'RETRYING')))
              RETURNING id, attempt, due_at),
            running_gone AS (
              DELETE FROM running WHERE $4::bool AND id = ANY (ARRAY(SELECT id FROM seen WHERE state = 'RUNNING'))
              RETURNING id, attempt, due_at, lease, worker_id, started_at),
            asked AS (
              UPDATE running SET cancel = true
              WHERE NOT $4::bool AND id = ANY (ARRAY(SELECT id FROM seen WHERE state = 'RUNNING'))
              RETURNING id, worker_id),
            gone AS MATERIALIZED (
              SELECT id, attempt, due_at, NULL::bigint AS lease, NULL::uuid AS worker_id, NULL::timestamptz AS started_at
              FROM withdrawn
              UNION ALL SELECT id, attempt, due_at, NULL, NULL, NULL FROM deferred_gone
              UNION ALL SELECT id, attempt, due_at, lease, worker_id, started_at FROM running_gone),
            recorded AS (
              INSERT INTO attempt (task_id, lease, attempt, worker_id, due_at, started_at, finished_at, outcome,
                                   state_after)
              SELECT id, COALESCE(lease, nextval('lease_number')), attempt, worker_id, due_at, started_at, now(),
                     'cancelled', 'CANCELLED' FROM gone),
            noted AS (
              INSERT INTO task_change (task_id, actor, action, detail, bulk)
              SELECT id, $5::text, 'cancel', CASE WHEN $4::bool THEN 'forced' END, $6::uuid FROM gone
              UNION ALL SELECT id, $5::text, 'cancel', 'asked its worker to stop', $6::uuid FROM asked)
            SELECT s.*, g.id IS NOT NULL AS gone, a.id IS NOT NULL AS asked, COALESCE(g.worker_id, a.worker_id) AS worker_id
            FROM seen s LEFT JOIN gone g ON g.id = s.id LEFT JOIN asked a ON a.id = s.id
            """;

    Uni<Applied> apply(SqlConnection connection, EventBatch events, Change.Cancel how, List<UUID> ids, Actor by) {
        Applied applied = Applied.nothing();
        return connection
                .preparedQuery(CANCEL)
                .execute(Seen.parameters(ids, by)
                        .addBoolean(how.force())
                        .addString(by.subject())
                        .addUUID(by.bulk()))
                .map(rows -> Seen.read(ids, rows, applied, row -> effect(row, how, events, by, applied)));
    }

    private static Effect effect(Row row, Change.Cancel how, EventBatch events, Actor by, Applied applied) {
        TaskState was = Seen.state(row);
        Facts facts = Facts.of(row);
        if (row.getUUID("worker_id") != null) {
            applied.told().add(new Applied.Told(row.getUUID("worker_id"), facts.id(), row.getBoolean("gone")));
        }
        if (row.getBoolean("asked")) {
            return new Effect(facts.id(), Effect.Result.REQUESTED, was, null);
        }
        if (!row.getBoolean("gone")) {
            return Seen.notTaken(how, facts.id(), was);
        }
        TaskState state = Transition.after(was, Transition.Cause.CANCEL);
        events.add(new TaskEvent.Cancelled(facts.in(state), by.subject()));
        if (was == TaskState.RUNNING) {
            applied.freed().add(facts.kind());
        }
        return Effect.done(facts.id(), state);
    }
}
