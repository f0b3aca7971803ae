package dev.headrace.task.control;

import dev.headrace.task.model.TaskState;
import dev.headrace.task.store.Facts;
import dev.headrace.task.store.Withdrawal;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Gives tasks that wait another priority. They keep the time since when they are due. */
@Singleton
class PriorityStore {
    /**
     * {@code $4} the new priority, {@code $5} actor, {@code $6} bulk action, {@code $7} why. Ready tasks move to segments of the new
     * priority. The task itself is changed too: its next attempts and events have it from there.
     */
    static final String REPRIORITISE = Seen.SQL + """
            wanted AS MATERIALIZED (
              SELECT id, tenant, queue, type, host FROM seen WHERE state = 'READY' AND priority <> $4::int),
            """ + Withdrawal.OF_READY + """
            placed AS (
              INSERT INTO segment
                (tenant, queue, type, host, priority, due_at, attempt, crashes, keys, costs, head, size, ids)
              SELECT s.tenant, s.queue, s.type, s.host, $4::int, w.due_at, w.attempt, w.crashes, s.keys, s.costs, 0, count(*),
                     array_agg(w.id ORDER BY w.segment, w.n)
              FROM withdrawn w JOIN seen s ON s.id = w.id
              GROUP BY s.tenant, s.queue, s.type, s.host, w.due_at, w.attempt, w.crashes, s.keys, s.costs),
            deferred_moved AS (
              UPDATE deferred SET priority = $4::int
              WHERE id = ANY (ARRAY(
                SELECT id FROM seen WHERE state IN ('SCHEDULED', 'RETRYING') AND priority <> $4::int))
              RETURNING id),
            moved AS MATERIALIZED (SELECT id FROM withdrawn UNION ALL SELECT id FROM deferred_moved),
            bodies AS (
              UPDATE task SET priority = $4::int WHERE id = ANY (ARRAY(SELECT id FROM moved))),
            noted AS (
              INSERT INTO task_change (task_id, actor, action, detail, bulk)
              SELECT s.id, $5::text, 'reprioritise',
                     (ARRAY['CRITICAL', 'HIGH', 'NORMAL', 'LOW', 'BULK'])[s.priority + 1] || ' to '
                     || (ARRAY['CRITICAL', 'HIGH', 'NORMAL', 'LOW', 'BULK'])[$4::int + 1]
                     || COALESCE(': ' || $7::text, ''), $6::uuid
              FROM moved m JOIN seen s ON s.id = m.id)
            SELECT s.*, m.id IS NOT NULL AS moved FROM seen s LEFT JOIN moved m ON m.id = s.id
            """;

    Uni<Applied> apply(SqlConnection connection, Change.Reprioritise how, List<UUID> ids, Actor by) {
        Applied applied = Applied.nothing();
        return connection
                .preparedQuery(REPRIORITISE)
                .execute(Seen.parameters(ids, by)
                        .addInteger((int) how.priority().rank())
                        .addString(by.subject())
                        .addUUID(by.bulk())
                        .addString(how.note()))
                .map(rows -> Seen.read(ids, rows, applied, row -> effect(row, how, applied)));
    }

    private static Effect effect(Row row, Change.Reprioritise how, Applied applied) {
        TaskState state = Seen.state(row);
        Facts facts = Facts.of(row);
        if (row.getBoolean("moved")) {
            if (state == TaskState.READY) {
                applied.ready().add(facts.kind());
            }
            return Effect.done(facts.id(), state);
        }
        return facts.priority() == how.priority()
                ? Effect.skipped(facts.id(), state, "The task has this priority already")
                : Seen.notTaken(how, facts.id(), state);
    }
}
