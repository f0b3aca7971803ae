package dev.headrace.task.batch;

import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Looks whether all tasks of open batches have ended. That a batch has ended and its event are one transaction; a retry of one
 * of its tasks changes the row of the batch too, so it comes before the look or after it.
 */
@Singleton
class LookStore {
    /**
     * Held to the end: what the next statement counts stays true. One that another look holds is waited for, since that one may have
     * begun before the end that is to be found. All who hold several take them in order.
     */
    static final String LOCK = """
            SELECT id FROM batch WHERE status IS NULL AND id = ANY ($1) ORDER BY id FOR UPDATE
            """;

    /** Those that nobody looks at the moment. */
    static final String LOCK_DUE = """
            SELECT id FROM batch WHERE look_at <= now() ORDER BY look_at LIMIT $1 FOR UPDATE SKIP LOCKED
            """;

    /**
     * {@code $1} batches, {@code $2} and {@code $3} shortest and longest time to the next look in ms. Looks for the first task that
     * is open, from where it was before; only if there is none all are counted, since an earlier one may have been retried.
     * What has not ended is written only where that saves the next look much.
     */
    static final String LOOK = """
            WITH looked AS MATERIALIZED (
              SELECT b.id, f.open_at
              FROM batch b LEFT JOIN LATERAL (
                SELECT batch_place AS open_at
                FROM (SELECT batch_place, state FROM task_now
                      WHERE batch = b.id AND batch_place >= b.position ORDER BY batch, batch_place OFFSET 0) t
                WHERE state NOT IN ('SUCCEEDED', 'DEAD', 'CANCELLED') LIMIT 1) f ON true
              WHERE b.id = ANY ($1)),
            counted AS MATERIALIZED (
              SELECT b.id, c.* FROM looked b CROSS JOIN LATERAL (%s) c WHERE b.open_at IS NULL),
            stands AS MATERIALIZED (
              SELECT l.id, COALESCE(l.open_at, c.open_at) AS open_at, c.succeeded, c.dead, c.cancelled
              FROM looked l LEFT JOIN counted c ON c.id = l.id),
            open AS (
              UPDATE batch b
              SET position = s.open_at,
                  look_at = CASE WHEN b.look_at > now() THEN b.look_at ELSE
                    now() + least(greatest((now() - b.created_at) / 20, $2 * interval '1 millisecond'),
                                  $3 * interval '1 millisecond') END
              FROM stands s
              WHERE b.id = s.id AND s.open_at IS NOT NULL AND (b.look_at <= now() OR s.open_at > b.position + 50))
            UPDATE batch b
            SET status = CASE WHEN s.succeeded + b.deleted_succeeded = b.size THEN 'COMPLETED'
                              WHEN s.succeeded + b.deleted_succeeded = 0 THEN 'FAILED' ELSE 'PARTIAL' END,
                succeeded = s.succeeded + b.deleted_succeeded, dead = s.dead + b.deleted_dead,
                cancelled = s.cancelled + b.deleted_cancelled,
                position = b.size, look_at = NULL, finished_at = now(), rounds = b.rounds + 1
            FROM stands s
            WHERE b.id = s.id AND s.open_at IS NULL
            RETURNING b.*
            """.formatted(BatchCounts.COUNTED);

    private final TaskTransactions transactions;
    private final BatchConfig config;

    LookStore(TaskTransactions transactions, BatchConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /** Looks at these and at what is due; says how many it has looked at. */
    Uni<Integer> look(Collection<UUID> named) {
        return transactions.run((connection, events) -> locked(connection, named)
                .call(ids -> ids.isEmpty() ? Uni.createFrom().voidItem() : look(connection, events, ids))
                .map(List::size));
    }

    /** Those that are due are taken first: they are not waited for. */
    private Uni<List<UUID>> locked(SqlConnection connection, Collection<UUID> named) {
        return ids(connection, LOCK_DUE, Tuple.of(config.looks()))
                .chain(due -> named.isEmpty()
                        ? Uni.createFrom().item(due)
                        : ids(connection, LOCK, Tuple.tuple().addArrayOfUUID(named.toArray(UUID[]::new)))
                                .map(these -> Stream.concat(due.stream(), these.stream())
                                        .distinct()
                                        .toList()));
    }

    private static Uni<List<UUID>> ids(SqlConnection connection, String statement, Tuple parameters) {
        return connection.preparedQuery(statement).execute(parameters).map(rows -> {
            List<UUID> ids = new ArrayList<>(rows.size());
            rows.forEach(row -> ids.add(row.getUUID("id")));
            return ids;
        });
    }

    private Uni<?> look(SqlConnection connection, EventBatch events, List<UUID> ids) {
        Tuple parameters = Tuple.tuple()
                .addArrayOfUUID(ids.toArray(UUID[]::new))
                .addLong(config.lookEvery().toMillis())
                .addLong(config.lookAtLeastEvery().toMillis());
        return connection
                .preparedQuery(LOOK)
                .execute(parameters)
                .invoke(rows ->
                        rows.forEach(row -> events.add(BatchEvent.of(row).sealed())));
    }
}
