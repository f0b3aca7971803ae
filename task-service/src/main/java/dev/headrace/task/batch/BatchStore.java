package dev.headrace.task.batch;

import dev.headrace.task.inspect.Scope;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of batches, and what their tasks tell of them. */
@Singleton
class BatchStore {
    /** Nothing is written if its owner has used the key before. */
    private static final String OPEN = """
            INSERT INTO batch (id, tenant, owner, name, type, size, idempotency_key, fingerprint, look_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now() + $9 * interval '1 millisecond')
            ON CONFLICT (tenant, owner, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
            RETURNING id
            """;

    private static final String USED = """
            SELECT id, fingerprint FROM batch WHERE tenant = $1 AND owner = $2 AND idempotency_key = $3
            """;

    static final String FIND = shown("""
            SELECT * FROM batch
            WHERE id = $1 AND ($2::text IS NULL OR tenant = $2) AND ($3::text IS NULL OR owner = $3)
            """);

    private static final String EXISTS = """
            SELECT id FROM batch
            WHERE id = $1 AND ($2::text IS NULL OR tenant = $2) AND ($3::text IS NULL OR owner = $3)
            """;

    static final String LIST_OF_OWNER = shown("""
            SELECT * FROM batch WHERE tenant = $1 AND owner = $2 AND id < $3 ORDER BY tenant DESC, owner DESC, id DESC LIMIT $4
            """);

    static final String LIST_OF_TENANT = shown("""
            SELECT * FROM batch WHERE tenant = $1 AND $2::text IS NULL AND id < $3 ORDER BY tenant DESC, id DESC LIMIT $4
            """);

    static final String LIST_ALL = shown("""
            SELECT * FROM batch WHERE $1::text IS NULL AND $2::text IS NULL AND id < $3 ORDER BY id DESC LIMIT $4
            """);

    private static final String CAUSES = """
            SELECT l.error_type AS type, l.failure_type, count(*)::int AS count, min(t.batch_place) AS first_index,
                   (array_agg(l.error_message ORDER BY t.batch_place))[1] AS message
            FROM (SELECT id, batch_place, state FROM task_now WHERE batch = $1 OFFSET 0) t
            CROSS JOIN LATERAL (
              SELECT COALESCE(error_type, outcome) AS error_type, COALESCE(error_message, reason) AS error_message, failure_type
              FROM attempt WHERE task_id = t.id ORDER BY task_id DESC, lease DESC LIMIT 1) l
            WHERE t.state = 'DEAD'
            GROUP BY l.error_type, l.failure_type ORDER BY count DESC, first_index LIMIT 10
            """;

    private static final String IDS = """
            SELECT id FROM (SELECT id, batch_place, state FROM task_now WHERE batch = $1 OFFSET 0) t
            WHERE $2::text[] IS NULL OR state = ANY ($2) ORDER BY batch_place
            """;

    private static final String FORGET = """
            DELETE FROM batch WHERE id IN (
              SELECT id FROM batch
              WHERE finished_at < now() - $1 * interval '1 millisecond' LIMIT $2 FOR UPDATE SKIP LOCKED)
            """;

    private static final UUID LAST = new UUID(-1, -1);

    private final TaskTransactions transactions;

    BatchStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** Those that have ended know how many of each there were; the tasks of the others are counted. */
    private static String shown(String batches) {
        return """
            SELECT b.id, b.tenant, b.owner, b.name, b.type, b.status, b.size, b.rounds, b.created_at, b.finished_at,
                   b.idempotency_key, c.scheduled, c.ready, c.running, c.retrying,
                   CASE WHEN b.status IS NULL THEN c.succeeded + b.deleted_succeeded ELSE b.succeeded END AS succeeded,
                   CASE WHEN b.status IS NULL THEN c.dead + b.deleted_dead ELSE b.dead END AS dead,
                   CASE WHEN b.status IS NULL THEN c.cancelled + b.deleted_cancelled ELSE b.cancelled END AS cancelled,
                   b.deleted_succeeded + b.deleted_dead + b.deleted_cancelled AS deleted
            FROM (%s) b CROSS JOIN LATERAL (%s) c
            ORDER BY b.id DESC
            """.formatted(batches, BatchCounts.counted(" AND b.status IS NULL"));
    }

    /** A batch as it is written first. */
    record New(
            UUID id,
            String tenant,
            String owner,
            @Nullable String name,
            String type,
            int size,
            @Nullable String key,
            @Nullable String fingerprint,
            long lookInMs) {}

    /** The first batch of a key. */
    record Used(UUID id, String fingerprint) {}

    /** Says whether it was written: not if its key was used before. */
    Uni<Boolean> open(SqlConnection connection, New batch) {
        Tuple parameters = Tuple.tuple()
                .addUUID(batch.id())
                .addString(batch.tenant())
                .addString(batch.owner())
                .addString(batch.name())
                .addString(batch.type())
                .addInteger(batch.size())
                .addString(batch.key())
                .addString(batch.fingerprint())
                .addLong(batch.lookInMs());
        return connection.preparedQuery(OPEN).execute(parameters).map(rows -> rows.rowCount() == 1);
    }

    /** Who used a key first, if anybody did. */
    Uni<Optional<Used>> used(String tenant, String owner, String key) {
        return transactions.query(
                USED,
                Tuple.of(tenant, owner, key),
                rows -> first(rows).map(row -> new Used(row.getUUID("id"), row.getString("fingerprint"))));
    }

    /** A batch that the scope may see. */
    Uni<Optional<BatchView>> find(UUID id, Scope scope) {
        return transactions.query(
                FIND,
                Tuple.of(id, scope.tenant(), scope.owner()),
                rows -> first(rows).map(BatchView::of));
    }

    /** Batches that the scope may see, the newest first. */
    Uni<List<BatchView>> list(Scope scope, @Nullable UUID before, int limit) {
        Tuple parameters = Tuple.of(scope.tenant(), scope.owner(), before == null ? LAST : before, limit);
        return transactions.query(list(scope), parameters, rows -> {
            List<BatchView> batches = new ArrayList<>(rows.size());
            rows.forEach(row -> batches.add(BatchView.of(row)));
            return batches;
        });
    }

    private static String list(Scope scope) {
        if (scope.tenant() == null) {
            return LIST_ALL;
        }
        return scope.owner() == null ? LIST_OF_TENANT : LIST_OF_OWNER;
    }

    /** Whether there is a batch that the scope may see. */
    Uni<Boolean> exists(UUID id, Scope scope) {
        return transactions.query(
                EXISTS,
                Tuple.of(id, scope.tenant(), scope.owner()),
                rows -> first(rows).isPresent());
    }

    /** What its dead tasks died of. */
    Uni<List<BatchView.Cause>> causes(UUID id) {
        return transactions.query(CAUSES, Tuple.of(id), rows -> {
            List<BatchView.Cause> causes = new ArrayList<>(rows.size());
            rows.forEach(row -> causes.add(new BatchView.Cause(
                    row.getString("type"),
                    row.getString("failure_type"),
                    row.getString("message"),
                    row.getInteger("count"),
                    row.getInteger("first_index"))));
            return causes;
        });
    }

    /** Its tasks in one of these states, in any if there are none. */
    Uni<List<UUID>> tasks(UUID id, Collection<TaskState> states) {
        String[] names = states.stream().map(Enum::name).toArray(String[]::new);
        Tuple parameters = Tuple.tuple().addUUID(id).addArrayOfString(names.length == 0 ? null : names);
        return transactions.query(IDS, parameters, rows -> {
            List<UUID> ids = new ArrayList<>(rows.size());
            rows.forEach(row -> ids.add(row.getUUID("id")));
            return ids;
        });
    }

    /** Forgets what finished so long ago, a bounded number at a time. */
    Uni<Integer> forget(Duration age, int most) {
        return transactions.query(FORGET, Tuple.of(age.toMillis(), most), RowSet::rowCount);
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(row);
        }
        return Optional.empty();
    }
}
