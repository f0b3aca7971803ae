package dev.headrace.task.control;

import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.model.Transition;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.Facts;
import dev.headrace.task.store.LetterEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Gives tasks that have ended another run. What their attempts tell stays; a dead letter goes with its task, and its batch is open again. */
@Singleton
class RetryStore {
    /**
     * {@code $4} priority or null, {@code $5} delay in milliseconds, {@code $6} actor, {@code $7} bulk action, {@code $8} why. Limits
     * in time begin anew. The last attempt says that a task has ended, so the record of its return must come after it.
     */
    static final String RETRY = Seen.SQL + """
            again AS MATERIALIZED (
              SELECT s.*, COALESCE($4::int, s.priority) AS rank,
                     CASE WHEN $4::int <> s.priority
                       THEN ', priority ' || (ARRAY['CRITICAL', 'HIGH', 'NORMAL', 'LOW', 'BULK'])[s.priority + 1]
                            || ' to ' || (ARRAY['CRITICAL', 'HIGH', 'NORMAL', 'LOW', 'BULK'])[$4::int + 1]
                       ELSE '' END || COALESCE(': ' || $8::text, '') AS told
              FROM seen s WHERE s.state IN ('SUCCEEDED', 'DEAD', 'CANCELLED')),
            raised AS (
              UPDATE task SET priority = $4::int
              WHERE id = ANY (ARRAY(SELECT id FROM again WHERE rank <> priority))),
            recorded AS (
              INSERT INTO attempt (task_id, lease, attempt, due_at, finished_at, outcome, state_after)
              SELECT id, nextval('lease_number'), 0, now() + $5::bigint * interval '1 millisecond', now(), 'requeued',
                     CASE WHEN $5::bigint > 0 THEN 'SCHEDULED' ELSE 'READY' END FROM again),
            ready AS (
              INSERT INTO segment
                (tenant, queue, type, host, priority, due_at, attempt, crashes, keys, costs, head, size, ids)
              SELECT tenant, queue, type, host, rank, now(), 1, 0, keys, costs, 0, count(*), array_agg(id ORDER BY id)
              FROM again WHERE $5::bigint = 0 GROUP BY tenant, queue, type, host, rank, keys, costs),
            later AS (
              INSERT INTO deferred (id, tenant, queue, type, priority, due_at, attempt, crashes, retrying)
              SELECT id, tenant, queue, type, rank, now() + $5::bigint * interval '1 millisecond', 1, 0, false
              FROM again WHERE $5::bigint > 0),
            limited AS (
              INSERT INTO expiry (task_id, cause, at)
              SELECT x.* FROM again a
              CROSS JOIN LATERAL (SELECT * FROM time_limit WHERE task_id = a.id OFFSET 0) l
              CROSS JOIN LATERAL (
                SELECT a.id, 'BUDGET', now() + ($5::bigint + l.budget_ms) * interval '1 millisecond' WHERE l.budget_ms IS NOT NULL
                UNION ALL
                SELECT a.id, 'START', now() + ($5::bigint + l.start_within_ms) * interval '1 millisecond'
                WHERE l.start_within_ms IS NOT NULL) x
              ON CONFLICT (task_id, cause) DO UPDATE SET at = excluded.at),
            reopened AS (
              UPDATE batch SET status = NULL, finished_at = NULL, position = 0,
                               look_at = now() + interval '1 second'
              WHERE id = ANY (ARRAY(
                SELECT id FROM batch WHERE id = ANY (ARRAY(SELECT batch FROM again)) ORDER BY id FOR UPDATE))),
            noted AS (
              INSERT INTO task_change (task_id, actor, action, detail, bulk)
              SELECT id, $6::text, 'retry', 'was ' || state || told, $7::uuid FROM again),
            letters AS (
              UPDATE dead_letter
              SET status = 'RETRYING', priority = COALESCE($4::int, priority), retried_at = now(), updated_at = now(),
                  look_at = now() + ($5::bigint + 1000) * interval '1 millisecond'
              WHERE task_id = ANY (ARRAY(SELECT id FROM again))
              RETURNING id, task_id, old.status AS was, priority, failure_type, fingerprint, assignee),
            letters_noted AS (
              INSERT INTO dead_letter_change (letter_id, actor, action, detail, bulk)
              SELECT l.id, $6::text, 'retry', nullif(ltrim(a.told, ',: '), ''), $7::uuid
              FROM letters l JOIN again a ON a.id = l.task_id)
            SELECT s.*, l.id AS letter_id, l.was, l.priority AS letter_priority, l.failure_type, l.fingerprint, l.assignee
            FROM seen s LEFT JOIN letters l ON l.task_id = s.id
            """;

    Uni<Applied> apply(SqlConnection connection, EventBatch events, Change.Retry how, List<UUID> ids, Actor by) {
        Applied applied = Applied.nothing();
        Priority priority = how.priority();
        return Seen.lock(connection, ids, by)
                .chain(() -> connection
                        .preparedQuery(RETRY)
                        .execute(Seen.parameters(ids, by)
                                .addInteger(priority == null ? null : (int) priority.rank())
                                .addLong(how.delayMs())
                                .addString(by.subject())
                                .addUUID(by.bulk())
                                .addString(how.note())))
                .map(rows -> Seen.read(ids, rows, applied, row -> effect(row, how, by, events, applied)));
    }

    private static Effect effect(Row row, Change.Retry how, Actor by, EventBatch events, Applied applied) {
        TaskState was = Seen.state(row);
        Facts facts = Facts.of(row).withPriority(how.priority());
        if (!how.appliesTo(was)) {
            return Effect.skipped(facts.id(), was, how.refusal(was));
        }
        boolean now = how.delayMs() == 0;
        TaskState state = Transition.after(was, now ? Transition.Cause.REQUEUE : Transition.Cause.REQUEUE_FOR_LATER);
        if (row.getUUID("letter_id") != null) {
            applied.letters().add(facts.id());
            events.add(retried(row, facts, how, by));
        }
        if (now) {
            events.add(new TaskEvent.Ready(facts.in(state)));
            applied.ready().add(facts.kind());
        }
        return Effect.done(facts.id(), state);
    }

    private static CloudEvent retried(Row row, Facts facts, Change.Retry how, Actor by) {
        LetterEvent.Letter letter = new LetterEvent.Letter(
                row.getUUID("letter_id"),
                facts.id(),
                facts.tenant(),
                facts.owner(),
                facts.type(),
                facts.queue(),
                Priority.ofRank(row.getShort("letter_priority")).name(),
                "RETRYING",
                row.getString("failure_type"),
                row.getString("fingerprint"),
                row.getString("assignee"));
        return new LetterEvent(letter, row.getString("was"), by.subject(), how.note(), by.bulk())
                .sealed(LetterEvent.Kind.RETRIED);
    }
}
