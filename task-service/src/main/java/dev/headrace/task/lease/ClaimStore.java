package dev.headrace.task.lease;

import dev.headrace.platform.event.TaskEvent;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.model.Transition;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.signal.QueueRules;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.Facts;
import dev.headrace.task.store.Held;
import dev.headrace.task.store.RetryJson;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Moves due tasks from their segments to running, in order, for many polls in one statement. */
@Singleton
class ClaimStore {
    /** A place in a worker's hands. */
    record Place(UUID workerId, int leaseMs) {}

    /** A leased task and the index of the place that it fills. */
    record Claimed(int place, Grant grant) {}

    private final TaskTransactions transactions;

    ClaimStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** What both claims do with the range that they have found: take it, and lease what is in it. */
    private static final String TAKE = """
            emptied AS (
              DELETE FROM segment s USING range r WHERE s.id = r.id AND r.head + r.n = r.size),
            moved AS (
              UPDATE segment s SET head = r.head + r.n FROM range r WHERE s.id = r.id AND r.head + r.n < r.size),
            taken AS (
              SELECT u.id, r.attempt, r.crashes, r.due_at,
                     row_number() OVER (ORDER BY r.priority, r.due_at, r.id, u.o) AS place
              FROM range r CROSS JOIN LATERAL unnest(r.ids[r.head + 1 : r.head + r.n]) WITH ORDINALITY AS u (id, o)),
            body AS MATERIALIZED (
              SELECT t.*, t.target IS NOT NULL AS push, n.place, n.attempt, n.crashes, n.due_at, now() AS started_at,
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

    /**
     * {@code $1}, {@code $2} and {@code $3} tenant, queue and type of each kind, {@code $4} how many, {@code $5} worker
     * and {@code $6} lease time of each place, {@code $7} whether the tasks are pushed.
     *
     * <p>Each kind is read in index order from its head, and only as far as needed. The segments that are needed are
     * locked, waiting for whoever holds them: passing over a held one could pass over a more urgent task. What was
     * read of them counts only after the lock.
     */
    static final String CLAIM = """
            WITH head AS (
              SELECT s.id, s.priority, s.due_at, s.n
              FROM unnest($1::text[], $2::text[], $3::text[]) AS k (tenant, queue, type) CROSS JOIN LATERAL (
                SELECT id, priority, due_at, size - head AS n FROM segment
                WHERE tenant = k.tenant AND queue = k.queue AND type = k.type AND push = $7
                ORDER BY tenant, queue, type, push, priority, due_at, id LIMIT $4) s),
            needed AS (
              SELECT id FROM (SELECT id, sum(n) OVER (ORDER BY priority, due_at, id) - n AS before FROM head) h
              WHERE before < $4),
            locked AS MATERIALIZED (
              SELECT id, priority, due_at, attempt, crashes, head, size, ids FROM segment
              WHERE id = ANY (ARRAY(SELECT id FROM needed)) ORDER BY priority, due_at, id FOR UPDATE),
            range AS MATERIALIZED (
              SELECT *, least(size - head, $4 - before)::int AS n
              FROM (SELECT *, sum(size - head) OVER (ORDER BY priority, due_at, id) - (size - head) AS before
                    FROM locked) l
              WHERE before < $4),
            """ + TAKE;

    /**
     * As {@link #CLAIM}, for kinds of which some are in limited queues: of each queue no more is taken than it has room for.
     * What is in force is counted from the leases themselves, so there is no counter that a crash could leave wrong.
     */
    private static final String CLAIM_LIMITED = """
            WITH busy AS MATERIALIZED (
              SELECT t.tenant, t.queue, count(*) AS n
              FROM running r CROSS JOIN LATERAL (SELECT tenant, queue FROM task WHERE id = r.id OFFSET 0) t
              WHERE t.tenant = ANY ($1) GROUP BY t.tenant, t.queue),
            kind AS MATERIALIZED (
              SELECT k.tenant, k.queue, k.type,
                     CASE WHEN q.paused THEN 0
                          WHEN q.max_running IS NULL THEN $4::bigint
                          ELSE greatest(0, q.max_running - COALESCE(b.n, 0)) END AS room
              FROM unnest($1::text[], $2::text[], $3::text[]) AS k (tenant, queue, type)
              LEFT JOIN queue q ON q.tenant = k.tenant AND q.name = k.queue
              LEFT JOIN busy b ON b.tenant = k.tenant AND b.queue = k.queue),
            head AS (
              SELECT s.id, s.priority, s.due_at, s.n, k.tenant, k.queue, k.room
              FROM kind k CROSS JOIN LATERAL (
                SELECT id, priority, due_at, size - head AS n FROM segment
                WHERE tenant = k.tenant AND queue = k.queue AND type = k.type AND push = $7
                ORDER BY tenant, queue, type, push, priority, due_at, id LIMIT least($4, k.room)) s),
            allowed AS (
              SELECT id, priority, due_at, least(n, room - before) AS n
              FROM (SELECT *, sum(n) OVER (PARTITION BY tenant, queue ORDER BY priority, due_at, id) - n AS before FROM head) h
              WHERE before < room),
            needed AS (
              SELECT id FROM (SELECT id, sum(n) OVER (ORDER BY priority, due_at, id) - n AS before FROM allowed) a
              WHERE before < $4),
            locked AS MATERIALIZED (
              SELECT id, tenant, queue, priority, due_at, attempt, crashes, head, size, ids FROM segment
              WHERE id = ANY (ARRAY(SELECT id FROM needed)) ORDER BY priority, due_at, id FOR UPDATE),
            fitting AS (
              SELECT *, least(size - head, room - before) AS free
              FROM (SELECT l.*, k.room, sum(size - head) OVER (PARTITION BY l.tenant, l.queue ORDER BY priority, due_at, id)
                           - (size - head) AS before
                    FROM locked l JOIN (SELECT DISTINCT tenant, queue, room FROM kind) k
                    ON k.tenant = l.tenant AND k.queue = l.queue) f
              WHERE before < room),
            range AS MATERIALIZED (
              SELECT *, least(free, $4 - taken_before)::int AS n
              FROM (SELECT *, sum(free) OVER (ORDER BY priority, due_at, id) - free AS taken_before FROM fitting) f
              WHERE taken_before < $4),
            """ + TAKE;

    /**
     * Held to the end of the transaction, so two replicas never count the same room: the one that comes second counts in
     * a statement that begins after the first one's leases are committed.
     */
    private static final String ONE_AT_A_TIME =
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest($1::text[]) AS name";

    /** Leases as many due tasks as there are places, or fewer; the most urgent go to the first places. */
    Uni<List<Claimed>> claim(Backlog.Choice choice, List<Place> places) {
        List<Kind> kinds = choice.kinds();
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(kinds.stream().map(Kind::tenant).toArray(String[]::new))
                .addArrayOfString(kinds.stream().map(Kind::queue).toArray(String[]::new))
                .addArrayOfString(kinds.stream().map(Kind::type).toArray(String[]::new))
                .addInteger(places.size())
                .addArrayOfUUID(places.stream().map(Place::workerId).toArray(UUID[]::new))
                .addArrayOfInteger(places.stream().map(Place::leaseMs).toArray(Integer[]::new))
                .addBoolean(choice.shape().push());
        String claim = choice.limitedQueues().isEmpty() ? CLAIM : CLAIM_LIMITED;
        return transactions.run((connection, events) -> alone(connection, choice.limitedQueues())
                .chain(() -> connection.preparedQuery(claim).execute(parameters))
                .map(rows -> claimed(rows, events)));
    }

    /** Waits until no other claim counts in one of these queues; always in the same order. */
    private static Uni<?> alone(SqlConnection connection, Set<QueueRules.Queue> queues) {
        if (queues.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String[] names = queues.stream()
                .map(queue -> "queue " + queue.tenant() + "/" + queue.name())
                .sorted()
                .toArray(String[]::new);
        return connection.preparedQuery(ONE_AT_A_TIME).execute(Tuple.tuple().addArrayOfString(names));
    }

    private static List<Claimed> claimed(RowSet<Row> rows, EventBatch events) {
        List<Claimed> claimed = new ArrayList<>(rows.size());
        long now = System.nanoTime();
        for (Row row : rows) {
            Facts facts = Facts.of(row);
            events.add(started(row, facts));
            claimed.add(new Claimed(
                    (int) (row.getLong("place") - 1), new Grant(leased(row, facts), held(row, facts, now))));
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
