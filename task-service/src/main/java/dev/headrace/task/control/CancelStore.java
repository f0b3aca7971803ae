package dev.headrace.task.control;

import dev.headrace.platform.event.TaskEvent;
import dev.headrace.platform.identity.Identity;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.model.Transition;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.Facts;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Cancels tasks: whichever table holds the task gives it up, so a cancel and a lease never both win. */
@Singleton
class CancelStore {
    /** {@code $6}: also revoke a running one. A held row is waited for, so the answer is never a guess. */
    private static final String TAKE = """
        WITH seen AS (
          SELECT %s FROM task t WHERE t.id = $1 AND ($2 OR t.tenant = $3) AND ($4 OR t.owner = $5)),
        held_in AS MATERIALIZED (
          SELECT s.id, s.size - s.head AS n, seen.id AS task_id FROM segment s JOIN seen
          ON s.tenant = seen.tenant AND s.queue = seen.queue AND s.type = seen.type AND s.host = seen.host
          AND seen.id = ANY (s.ids[s.head + 1 :])
          FOR UPDATE OF s),
        emptied AS (
          DELETE FROM segment s USING held_in h WHERE s.id = h.id AND h.n = 1
          RETURNING h.task_id, s.attempt, s.due_at),
        shortened AS (
          UPDATE segment s
          SET ids = array_remove(s.ids[s.head + 1 :], h.task_id), head = 0, size = s.size - s.head - 1
          FROM held_in h WHERE s.id = h.id AND h.n > 1
          RETURNING h.task_id, s.attempt, s.due_at),
        ready_gone AS (
          SELECT task_id AS id, 'READY' AS state, attempt, due_at, NULL::uuid AS worker_id,
                 NULL::timestamptz AS started_at, NULL::bigint AS lease
          FROM (SELECT * FROM emptied UNION ALL SELECT * FROM shortened) g),
        deferred_gone AS (
          DELETE FROM deferred d USING seen WHERE d.id = seen.id
          RETURNING d.id, CASE WHEN d.retrying THEN 'RETRYING' ELSE 'SCHEDULED' END AS state, d.attempt, d.due_at,
                    NULL::uuid AS worker_id, NULL::timestamptz AS started_at, NULL::bigint AS lease),
        running_gone AS (
          DELETE FROM running r USING seen WHERE $6 AND r.id = seen.id
          RETURNING r.id, 'RUNNING' AS state, r.attempt, r.due_at, r.worker_id, r.started_at, r.lease),
        gone AS (
          SELECT * FROM ready_gone UNION ALL SELECT * FROM deferred_gone UNION ALL SELECT * FROM running_gone),
        recorded AS (
          INSERT INTO attempt (task_id, lease, attempt, worker_id, due_at, started_at, finished_at, outcome,
                               state_after)
          SELECT id, COALESCE(lease, nextval('lease_number')), attempt, worker_id, due_at, started_at, now(),
                 'cancelled', 'CANCELLED' FROM gone)
        SELECT seen.*, gone.state, gone.worker_id FROM seen LEFT JOIN gone ON gone.id = seen.id
        """.formatted(Facts.COLUMNS);

    /** Asks the worker of a running task to stop. */
    private static final String ASK = "UPDATE running SET cancel = true WHERE id = $1 RETURNING worker_id";

    private static final String STATE = "SELECT state FROM task_now WHERE id = $1";

    /**
     * What the cancel met.
     *
     * @param state of the task before, empty if no table could give it up
     * @param worker that held it, if it ran
     */
    record Taken(Facts facts, Optional<TaskState> state, Optional<UUID> worker) {}

    /** Takes the task away from whichever table holds it. Empty if the caller may not see such a task. */
    Uni<Optional<Taken>> take(SqlConnection connection, EventBatch events, UUID id, Identity by, boolean force) {
        Tuple parameters = Tuple.of(id, by.isAdmin(), by.tenant(), by.mayOperate(), by.subject())
                .addBoolean(force);
        return connection
                .preparedQuery(TAKE)
                .execute(parameters)
                .map(CancelStore::taken)
                .invoke(taken -> taken.ifPresent(t -> tell(t, events, by)));
    }

    private static Optional<Taken> taken(RowSet<Row> rows) {
        for (Row row : rows) {
            String state = row.getString("state");
            return Optional.of(new Taken(
                    Facts.of(row),
                    Optional.ofNullable(state).map(TaskState::valueOf),
                    Optional.ofNullable(row.getUUID("worker_id"))));
        }
        return Optional.empty();
    }

    private static void tell(Taken taken, EventBatch events, Identity by) {
        taken.state().ifPresent(from -> {
            TaskState state = Transition.after(from, Transition.Cause.CANCEL);
            events.add(new TaskEvent.Cancelled(taken.facts().in(state), by.subject()));
        });
    }

    /** Marks a running task; the worker that has it, empty if it does not run. */
    Uni<Optional<UUID>> ask(SqlConnection connection, UUID id) {
        return connection
                .preparedQuery(ASK)
                .execute(Tuple.of(id))
                .map(rows -> rows.rowCount() == 1
                        ? Optional.of(rows.iterator().next().getUUID("worker_id"))
                        : Optional.empty());
    }

    Uni<TaskState> state(SqlConnection connection, UUID id) {
        return connection
                .preparedQuery(STATE)
                .execute(Tuple.of(id))
                .map(rows -> TaskState.valueOf(rows.iterator().next().getString("state")));
    }
}
