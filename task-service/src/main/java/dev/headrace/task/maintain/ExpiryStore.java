package dev.headrace.task.maintain;

import dev.headrace.platform.event.TaskEvent;
import dev.headrace.task.diagnosis.Diagnoser;
import dev.headrace.task.diagnosis.Diagnosis;
import dev.headrace.task.failure.Classification;
import dev.headrace.task.failure.Failure;
import dev.headrace.task.model.Transition;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.Facts;
import dev.headrace.task.store.Withdrawal;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ends tasks whose limits in time are reached, by the database's clock. They are found and taken in one statement, and written
 * down by another one, since what they failed of is decided between: by the rules of their tenant.
 */
@Singleton
class ExpiryStore {
    /**
     * Of each task whose time has come: it is taken from whichever table holds it, and whoever deletes its row there has
     * it, so a limit, a claim and an outcome never both win. A limit is forgotten when its task was ended by it, has ended
     * before, or has started in time; that of a task which moved just now is kept for the next round.
     */
    static final String EXPIRE = """
            WITH due AS MATERIALIZED (
              SELECT task_id, cause FROM expiry WHERE at <= now() ORDER BY at LIMIT $1 FOR UPDATE SKIP LOCKED),
            late AS MATERIALIZED (
              SELECT %s, d.cause, n.state, d.cause = 'START' AND COALESCE(last.outcome <> 'requeued', false) AS started,
                     COALESCE(last.outcome IN ('failed', 'released', 'expired'), false) AS tried,
                     last.failure_type, last.confidence, last.rule, last.remediation, last.alert_level
              FROM (SELECT task_id, min(cause) AS cause FROM due GROUP BY task_id) d
              CROSS JOIN LATERAL (SELECT * FROM task WHERE id = d.task_id OFFSET 0) t
              CROSS JOIN LATERAL (SELECT state FROM task_now WHERE id = d.task_id OFFSET 0) n
              LEFT JOIN LATERAL (
                SELECT * FROM attempt a
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

    /** {@code $1} to {@code $17} a column each. */
    static final String RECORD = """
            INSERT INTO attempt (task_id, lease, attempt, worker_id, due_at, started_at, finished_at, outcome, state_after,
                                 error_type, error_message, reason, tenant, task_type, failure_type, confidence, rule,
                                 remediation, alert_level, fingerprint)
            SELECT i.id, COALESCE(i.lease, nextval('lease_number')), i.attempt, i.worker_id, i.due_at, i.started_at, now(),
                   'timed_out', 'DEAD', i.error, i.message, i.reason, i.tenant, i.type, i.failure_type, i.confidence, i.rule,
                   i.remediation, i.alert_level, i.fingerprint
            FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::text[],
                        $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::real[], $14::text[], $15::text[],
                        $16::text[], $17::text[])
                 AS i (id, lease, attempt, worker_id, due_at, started_at, error, message, reason, tenant, type, failure_type,
                       confidence, rule, remediation, alert_level, fingerprint)
            """;

    private final Diagnoser diagnoser;

    ExpiryStore(Diagnoser diagnoser) {
        this.diagnoser = diagnoser;
    }

    /**
     * What a round did.
     *
     * @param limits so many limits were dealt with
     * @param tasks that it ended
     */
    record Expired(int limits, List<Ended> tasks) {
        /** Those of them that a worker held. */
        Stream<Overdue> revoked() {
            return tasks.stream().map(Ended::task).filter(task -> task.worker() != null);
        }
    }

    /** A task that was ended, and what it failed of. */
    record Ended(Overdue task, Diagnosis diagnosis) {
        Classification found() {
            return diagnosis.classification();
        }

        TaskEvent.Dead event() {
            Failure failure = task.failure();
            return new TaskEvent.Dead(
                    task.facts().in(Transition.after(task.was(), Transition.Cause.EXPIRE)),
                    task.lastAttempt(),
                    task.lease(),
                    task.worker(),
                    task.waitMs(),
                    task.runMs(),
                    new TaskEvent.Failure(
                            String.valueOf(failure.type()),
                            String.valueOf(failure.message()),
                            found().type().name(),
                            found().confidence(),
                            found().remediation().name(),
                            diagnosis.fingerprint()),
                    task.reason().name());
        }
    }

    /** Ends up to so many tasks. */
    Uni<Expired> expire(SqlConnection connection, EventBatch events, int most) {
        return connection
                .preparedQuery(EXPIRE)
                .execute(Tuple.of(most))
                .map(this::expired)
                .invoke(expired -> expired.tasks().forEach(ended -> events.add(ended.event())))
                .call(expired -> record(connection, expired.tasks()));
    }

    private Expired expired(RowSet<Row> rows) {
        List<Ended> tasks = new ArrayList<>();
        long limits = 0;
        for (Row row : rows) {
            limits = row.getLong("forgotten");
            if (row.getString("was") != null) {
                tasks.add(ended(Overdue.of(row)));
            }
        }
        return new Expired((int) limits, tasks);
    }

    private Ended ended(Overdue task) {
        Diagnosis ofLimit = diagnoser.diagnose(new Diagnoser.Case(
                task.facts().tenant(), task.facts().type(), Math.max(1, task.lastAttempt()), task.failure(), null));
        return new Ended(task, ofLimit.as(task.found(ofLimit.classification())));
    }

    private static Uni<?> record(SqlConnection connection, List<Ended> tasks) {
        if (tasks.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple parameters = Tuple.tuple()
                .addArrayOfUUID(column(tasks, e -> e.task().facts().id(), UUID[]::new))
                .addArrayOfLong(column(tasks, e -> e.task().lease(), Long[]::new))
                .addArrayOfInteger(column(tasks, e -> e.task().attempt(), Integer[]::new))
                .addArrayOfUUID(column(tasks, e -> e.task().worker(), UUID[]::new))
                .addArrayOfOffsetDateTime(column(tasks, e -> utc(e.task().due()), OffsetDateTime[]::new))
                .addArrayOfOffsetDateTime(column(tasks, e -> utc(e.task().started()), OffsetDateTime[]::new))
                .addArrayOfString(column(tasks, e -> e.task().failure().type(), String[]::new))
                .addArrayOfString(column(tasks, e -> e.task().failure().message(), String[]::new))
                .addArrayOfString(column(tasks, e -> e.task().reason().name(), String[]::new))
                .addArrayOfString(column(tasks, e -> e.task().facts().tenant(), String[]::new))
                .addArrayOfString(column(tasks, e -> e.task().facts().type(), String[]::new))
                .addArrayOfString(column(tasks, e -> e.found().type().name(), String[]::new))
                .addArrayOfFloat(column(tasks, e -> (float) e.found().confidence(), Float[]::new))
                .addArrayOfString(column(tasks, e -> e.found().rule(), String[]::new))
                .addArrayOfString(column(tasks, e -> e.found().remediation().name(), String[]::new))
                .addArrayOfString(column(tasks, e -> e.found().alert().name(), String[]::new))
                .addArrayOfString(column(tasks, e -> e.diagnosis().fingerprint(), String[]::new));
        return connection.preparedQuery(RECORD).execute(parameters);
    }

    private static <T> T[] column(List<Ended> tasks, Function<Ended, @Nullable T> value, IntFunction<T[]> array) {
        return tasks.stream().map(value).toArray(array);
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
