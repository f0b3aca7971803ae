package dev.headrace.task.lease;

import dev.headrace.platform.event.TaskEvent;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.model.Transition;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.Facts;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Moves due tasks from ready to running, in order, for many polls in one statement. */
@Singleton
class ClaimStore {
    /** A place in a worker's hands. */
    record Place(UUID workerId, int leaseMs) {}

    /** A leased task and the index of the place that it fills. */
    record Claimed(int place, LeasedTask task) {}

    private final TaskTransactions transactions;

    ClaimStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * {@code $1} tenant, {@code $2} queues or null for all, {@code $3} types or null, {@code $4} how many,
     * {@code $5} worker and {@code $6} lease time of each place.
     *
     * <p>Each queue is read in index order from its head, and only as far as needed. All queues means those that have
     * something ready: they are found by hopping through the index, one step a queue.
     */
    private static final String CLAIM = """
            WITH RECURSIVE present AS (
              (SELECT queue FROM ready WHERE tenant = $1 AND $2::text[] IS NULL ORDER BY queue LIMIT 1)
              UNION ALL
              SELECT (SELECT r.queue FROM ready r WHERE r.tenant = $1 AND r.queue > p.queue ORDER BY r.queue LIMIT 1)
              FROM present p WHERE p.queue IS NOT NULL),
            asked AS (
              SELECT queue FROM present WHERE queue IS NOT NULL
              UNION ALL
              SELECT unnest($2::text[])),
            picked AS MATERIALIZED (
              SELECT r.id, r.priority, r.due_at
              FROM asked CROSS JOIN LATERAL (
                SELECT id, priority, due_at FROM ready
                WHERE tenant = $1 AND queue = asked.queue AND ($3::text[] IS NULL OR type = ANY($3))
                ORDER BY tenant, queue, priority, due_at, id LIMIT $4 FOR UPDATE SKIP LOCKED) r
              ORDER BY r.priority, r.due_at, r.id LIMIT $4),
            taken AS (
              DELETE FROM ready r USING picked p WHERE r.id = p.id
              RETURNING r.id, r.priority, r.due_at, r.attempt, r.crashes),
            numbered AS (
              SELECT *, row_number() OVER (ORDER BY priority, due_at, id) AS place FROM taken),
            body AS MATERIALIZED (
              SELECT t.*, n.place, n.attempt, n.crashes, n.due_at, now() AS started_at,
                     nextval('lease_number') AS lease,
                     ($5::uuid[])[n.place] AS worker_id,
                     ($6::int[])[n.place] AS lease_ms,
                     now() + ($6::int[])[n.place] * interval '1 millisecond' AS expires_at,
                     now() + t.timeout_ms * interval '1 millisecond' AS deadline
              FROM numbered n JOIN task t ON t.id = n.id ORDER BY n.place),
            leased AS (
              INSERT INTO running
                (id, lease, worker_id, attempt, crashes, due_at, started_at, expires_at, lease_ms, deadline)
              SELECT id, lease, worker_id, attempt, crashes, due_at, started_at, expires_at, lease_ms, deadline
              FROM body)
            SELECT * FROM body ORDER BY place
            """;

    /** Leases as many due tasks as there are places, or fewer; the most urgent go to the first places. */
    Uni<List<Claimed>> claim(Shape shape, List<Place> places) {
        UUID[] workers = places.stream().map(Place::workerId).toArray(UUID[]::new);
        Integer[] leaseMs = places.stream().map(Place::leaseMs).toArray(Integer[]::new);
        Tuple parameters = Tuple.tuple()
                .addString(shape.tenant())
                .addArrayOfString(orNull(shape.queues()))
                .addArrayOfString(orNull(shape.types()))
                .addInteger(places.size())
                .addArrayOfUUID(workers)
                .addArrayOfInteger(leaseMs);
        return transactions.run((connection, events) ->
                connection.preparedQuery(CLAIM).execute(parameters).map(rows -> claimed(rows, events)));
    }

    private static String @Nullable [] orNull(java.util.Set<String> names) {
        return names.isEmpty() ? null : names.toArray(String[]::new);
    }

    private static List<Claimed> claimed(RowSet<Row> rows, EventBatch events) {
        List<Claimed> claimed = new ArrayList<>(rows.size());
        for (Row row : rows) {
            Facts facts = Facts.of(row);
            events.add(started(row, facts));
            claimed.add(new Claimed((int) (row.getLong("place") - 1), leased(row, facts)));
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

    private static LeasedTask leased(Row row, Facts facts) {
        OffsetDateTime deadline = row.getOffsetDateTime("deadline");
        return new LeasedTask(
                facts.id(),
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
                row.getString("metadata"));
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }
}
