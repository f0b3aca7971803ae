package dev.headrace.task.maintain;

import dev.headrace.platform.event.TaskEvent;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.model.Transition;
import dev.headrace.task.model.Verdict;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.Facts;
import dev.headrace.task.store.Withdrawal;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ends tasks whose limits in time are reached, by the database's clock. */
@Singleton
class ExpiryStore {
    private static final TaskEvent.Failure OVER_BUDGET =
            new TaskEvent.Failure("TimeoutError", "The task was not done within budget_ms");
    private static final TaskEvent.Failure NOT_STARTED =
            new TaskEvent.Failure("TimeoutError", "No worker took the task within start_within_ms");

    /**
     * Of each task whose time has come: it is taken from whichever table holds it, and whoever deletes its row there has
     * it, so a limit, a claim and an outcome never both win. A limit is forgotten when its task was ended by it, has ended
     * before, or has started in time; that of a task which moved just now is kept for the next round.
     */
    static final String EXPIRE = """
            WITH due AS MATERIALIZED (
              SELECT task_id, cause FROM expiry WHERE at <= now() ORDER BY at LIMIT $1 FOR UPDATE SKIP LOCKED),
            late AS MATERIALIZED (
              SELECT %s, d.cause, n.state, d.cause = 'START' AND COALESCE(last.outcome <> 'requeued', false) AS started
              FROM (SELECT task_id, min(cause) AS cause FROM due GROUP BY task_id) d
              CROSS JOIN LATERAL (SELECT * FROM task WHERE id = d.task_id OFFSET 0) t
              CROSS JOIN LATERAL (SELECT state FROM task_now WHERE id = d.task_id OFFSET 0) n
              LEFT JOIN LATERAL (
                SELECT outcome FROM attempt a
                WHERE a.task_id = t.id ORDER BY a.task_id DESC, a.lease DESC LIMIT 1) last ON true),
            open AS MATERIALIZED (
              SELECT * FROM late WHERE state NOT IN ('SUCCEEDED', 'DEAD', 'CANCELLED')
                AND NOT started AND NOT (cause = 'START' AND state = 'RUNNING')),
            wanted AS MATERIALIZED (
              SELECT id, tenant, queue, type, host FROM open WHERE state = 'READY'),
            """.formatted(Facts.COLUMNS) + Withdrawal.OF_READY + """
            deferred_gone AS (
              DELETE FROM deferred d WHERE id = ANY (ARRAY(SELECT id FROM open WHERE state IN ('SCHEDULED', 'RETRYING')))
              RETURNING d.id, CASE WHEN d.retrying THEN 'RETRYING' ELSE 'SCHEDULED' END AS state, d.attempt, d.due_at),
            running_gone AS (
              DELETE FROM running r WHERE id = ANY (ARRAY(SELECT id FROM open WHERE state = 'RUNNING'))
              RETURNING r.id, r.attempt, r.due_at, r.lease, r.worker_id, r.started_at),
            gone AS MATERIALIZED (
              SELECT id, 'READY' AS was, attempt, due_at, NULL::bigint AS lease, NULL::uuid AS worker_id,
                     NULL::timestamptz AS started_at FROM withdrawn
              UNION ALL SELECT id, state, attempt, due_at, NULL, NULL, NULL FROM deferred_gone
              UNION ALL SELECT id, 'RUNNING', attempt, due_at, lease, worker_id, started_at FROM running_gone),
            recorded AS (
              INSERT INTO attempt (task_id, lease, attempt, worker_id, due_at, started_at, finished_at, outcome,
                                   state_after, error_type, error_message, reason)
              SELECT g.id, COALESCE(g.lease, nextval('lease_number')), g.attempt, g.worker_id, g.due_at, g.started_at,
                     now(), 'timed_out', 'DEAD', $2, CASE o.cause WHEN 'BUDGET' THEN $3 ELSE $4 END,
                     CASE o.cause WHEN 'BUDGET' THEN $5 ELSE $6 END
              FROM gone g JOIN open o ON o.id = g.id),
            forgotten AS (
              DELETE FROM expiry e USING due d
              WHERE e.task_id = d.task_id AND e.cause = d.cause
                AND (EXISTS (SELECT FROM gone g WHERE g.id = d.task_id)
                     OR NOT EXISTS (SELECT FROM open o WHERE o.id = d.task_id))
              RETURNING 1)
            SELECT n.forgotten, o.*, g.was, g.attempt, g.due_at, g.lease, g.worker_id, g.started_at, now() AS ended_at
            FROM (SELECT count(*) AS forgotten FROM forgotten) n
            LEFT JOIN (gone g JOIN open o ON o.id = g.id) ON true
            """;

    /**
     * What a round did.
     *
     * @param limits so many limits were dealt with
     * @param revoked tasks that a worker held
     */
    record Expired(int limits, int tasks, List<Revoked> revoked) {}

    /** A task whose lease was revoked, and the worker that held it. */
    record Revoked(Facts facts, UUID worker) {}

    /** Ends up to so many tasks. */
    Uni<Expired> expire(SqlConnection connection, EventBatch events, int most) {
        Tuple parameters = Tuple.tuple()
                .addInteger(most)
                .addString(OVER_BUDGET.type())
                .addString(OVER_BUDGET.message())
                .addString(NOT_STARTED.message())
                .addString(Verdict.Reason.BUDGET_EXHAUSTED.name())
                .addString(Verdict.Reason.NOT_STARTED.name());
        return connection.preparedQuery(EXPIRE).execute(parameters).map(rows -> expired(rows, events));
    }

    private static Expired expired(RowSet<Row> rows, EventBatch events) {
        List<Revoked> revoked = new ArrayList<>();
        int tasks = 0;
        long limits = 0;
        for (Row row : rows) {
            limits = row.getLong("forgotten");
            String was = row.getString("was");
            if (was != null) {
                TaskState from = TaskState.valueOf(was);
                Facts facts = Facts.of(row);
                events.add(dead(row, facts, from));
                tasks++;
                if (from == TaskState.RUNNING) {
                    revoked.add(new Revoked(facts, row.getUUID("worker_id")));
                }
            }
        }
        return new Expired((int) limits, tasks, revoked);
    }

    private static TaskEvent dead(Row row, Facts facts, TaskState from) {
        boolean budget = "BUDGET".equals(row.getString("cause"));
        Instant ended = row.getOffsetDateTime("ended_at").toInstant();
        Instant due = row.getOffsetDateTime("due_at").toInstant();
        Instant started = started(row);
        return new TaskEvent.Dead(
                facts.in(Transition.after(from, Transition.Cause.EXPIRE)),
                started == null ? row.getShort("attempt") - 1 : row.getShort("attempt"),
                row.getLong("lease"),
                row.getUUID("worker_id"),
                millis(due, started == null ? ended : started),
                started == null ? 0 : millis(started, ended),
                budget ? OVER_BUDGET : NOT_STARTED,
                (budget ? Verdict.Reason.BUDGET_EXHAUSTED : Verdict.Reason.NOT_STARTED).name());
    }

    private static @Nullable Instant started(Row row) {
        var started = row.getOffsetDateTime("started_at");
        return started == null ? null : started.toInstant();
    }

    private static long millis(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis());
    }
}
