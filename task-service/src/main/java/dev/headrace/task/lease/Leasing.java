package dev.headrace.task.lease;

import dev.headrace.platform.event.TaskEvent;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.model.Transition;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.Facts;
import dev.headrace.task.store.Held;
import dev.headrace.task.store.RetryJson;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The end of both claims: tasks that were taken become leases, and the rows of it become what workers get. */
final class Leasing {
    /**
     * Reads {@code taken (id, attempt, crashes, due_at, place)}, {@code place} from 1; {@code $5} worker and {@code $6} lease
     * time of each place.
     */
    static final String LEASE = """
            body AS MATERIALIZED (
              SELECT t.*, n.place, n.attempt, n.crashes, n.due_at, now() AS started_at,
                     nextval('lease_number') AS lease,
                     ($5::uuid[])[n.place] AS worker_id,
                     ($6::int[])[n.place] AS lease_ms,
                     now() + ($6::int[])[n.place] * interval '1 millisecond' AS expires_at,
                     now() + t.timeout_ms * interval '1 millisecond' AS deadline
              FROM taken n JOIN task t ON t.id = n.id ORDER BY n.place),
            leased AS (
              INSERT INTO running
                (id, lease, worker_id, attempt, crashes, due_at, started_at, expires_at, lease_ms, deadline)
              SELECT id, lease, worker_id, attempt, crashes, due_at, started_at, expires_at, lease_ms, deadline
              FROM body)
            SELECT * FROM body ORDER BY place
            """;

    private Leasing() {}

    /** The leases, and their events. {@code shared}: the worker is told whose each task is. */
    static List<Claims.Claimed> claimed(RowSet<Row> rows, EventBatch events, boolean shared) {
        List<Claims.Claimed> claimed = new ArrayList<>(rows.size());
        long now = System.nanoTime();
        for (Row row : rows) {
            Facts facts = Facts.of(row);
            events.add(started(row, facts));
            claimed.add(new Claims.Claimed(
                    (int) (row.getLong("place") - 1), new Grant(leased(row, facts, shared), held(row, facts, now))));
        }
        return claimed;
    }

    private static TaskEvent started(Row row, Facts facts) {
        TaskState state = Transition.after(TaskState.READY, Transition.Cause.LEASE);
        long waited = Duration.between(instant(row, "due_at"), instant(row, "started_at"))
                .toMillis();
        return new TaskEvent.Started(
                facts.in(state),
                row.getShort("attempt"),
                row.getLong("lease"),
                row.getUUID("worker_id"),
                Math.max(0, waited));
    }

    private static Held held(Row row, Facts facts, long nanos) {
        return new Held(
                facts,
                row.getLong("lease"),
                row.getUUID("worker_id"),
                row.getShort("attempt"),
                row.getShort("crashes"),
                row.getShort("max_attempts"),
                instant(row, "due_at"),
                instant(row, "started_at"),
                RetryJson.read(row.getString("retry")),
                nanos);
    }

    private static LeasedTask leased(Row row, Facts facts, boolean shared) {
        OffsetDateTime deadline = row.getOffsetDateTime("deadline");
        return new LeasedTask(
                facts.id(),
                shared ? facts.tenant() : null,
                row.getLong("lease"),
                row.getShort("attempt"),
                row.getShort("max_attempts"),
                facts.type(),
                facts.queue(),
                facts.priority().name(),
                row.getString("payload"),
                facts.createdAt(),
                instant(row, "expires_at"),
                deadline == null ? null : deadline.toInstant(),
                row.getString("metadata"),
                row.getString("target"));
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }
}
