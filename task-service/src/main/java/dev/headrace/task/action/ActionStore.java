package dev.headrace.task.action;

import dev.headrace.platform.api.JsonBytes;
import dev.headrace.task.inspect.Scope;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of bulk actions. */
@Singleton
class ActionStore {
    /** Nothing is written if the tenant has so many open ones; the bound is soft by as many calls as race. */
    private static final String OPEN = """
            INSERT INTO bulk_action
              (id, tenant, owner, scope_tenant, scope_owner, subject, request, rate_per_s, position, state)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, 'PENDING'
            WHERE (SELECT count(*) FROM bulk_action WHERE tenant = $2 AND state IN ('PENDING', 'RUNNING')) < $10
            RETURNING *
            """;

    /** One that named its tasks is done in the transaction that changes them. */
    private static final String RECORD = """
            INSERT INTO bulk_action (id, tenant, owner, scope_tenant, scope_owner, subject, request, state, position, matched,
                                     done, reasons, started_at, finished_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 'DONE', $1, $8, $9, $10, now(), now())
            """;

    /** The time at which the next step is due is also the lease of the one that begins. */
    static final String BEGIN_STEP = """
            UPDATE bulk_action
            SET state = 'RUNNING', started_at = COALESCE(started_at, now()), step = step + 1,
                next_at = now() + $1 * interval '1 millisecond'
            WHERE id = (
              SELECT id FROM bulk_action WHERE state IN ('PENDING', 'RUNNING') AND next_at <= now()
              ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """;

    private static final String END_STEP = """
            UPDATE bulk_action
            SET state = $3, position = $4, matched = $5, done = $6, reasons = $7, failures = 0,
                next_at = now() + $8 * interval '1 millisecond',
                finished_at = CASE WHEN $3 = 'RUNNING' THEN NULL ELSE now() END
            WHERE id = $1 AND step = $2 AND state = 'RUNNING'
            """;

    private static final String FAIL_STEP = """
            UPDATE bulk_action
            SET failures = failures + 1, next_at = now() + $3 * interval '1 millisecond',
                state = CASE WHEN failures + 1 >= $4 THEN 'FAILED' ELSE state END,
                finished_at = CASE WHEN failures + 1 >= $4 THEN now() END
            WHERE id = $1 AND step = $2 AND state = 'RUNNING'
            """;

    private static final String STOP = """
            UPDATE bulk_action SET state = 'STOPPED', finished_at = now()
            WHERE id = $1 AND state IN ('PENDING', 'RUNNING')
            """;

    private static final String FIND = """
            SELECT * FROM bulk_action
            WHERE id = $1 AND ($2::text IS NULL OR tenant = $2) AND ($3::text IS NULL OR owner = $3) AND subject = $4
            """;

    private static final String LIST = """
            SELECT * FROM bulk_action
            WHERE tenant = $1 AND ($2::text IS NULL OR owner = $2) AND id < $3 AND subject = $5
            ORDER BY tenant DESC, id DESC LIMIT $4
            """;

    private static final String LIST_ALL = """
            SELECT * FROM bulk_action
            WHERE $1::text IS NULL AND ($2::text IS NULL OR owner = $2) AND id < $3 AND subject = $5
            ORDER BY id DESC LIMIT $4
            """;

    private static final String FORGET = """
            DELETE FROM bulk_action WHERE id IN (
              SELECT id FROM bulk_action
              WHERE finished_at < now() - $1 * interval '1 millisecond' LIMIT $2 FOR UPDATE SKIP LOCKED)
            """;

    private static final UUID LAST = new UUID(-1, -1);

    private final TaskTransactions transactions;

    ActionStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** Writes an action to be worked off; empty if its tenant has too many that are not finished. */
    Uni<Optional<BulkAction>> open(Asked asked, int maxOpen) {
        Tuple parameters =
                tuple(asked).addInteger(asked.ratePerS()).addUUID(asked.from()).addInteger(maxOpen);
        return transactions.query(OPEN, parameters, ActionStore::first);
    }

    /** Writes down an action that is being done in this transaction. */
    Uni<?> record(SqlConnection connection, Asked asked, BulkAction.Progress done) {
        return connection
                .preparedQuery(RECORD)
                .execute(tuple(asked)
                        .addLong(done.matched())
                        .addLong(done.done())
                        .addString(JsonBytes.text(done.reasons())));
    }

    private static Tuple tuple(Asked asked) {
        return Tuple.tuple()
                .addUUID(asked.id())
                .addString(asked.tenant())
                .addString(asked.owner())
                .addString(asked.scope().tenant())
                .addString(asked.scope().owner())
                .addString(asked.subject().name())
                .addString(asked.request());
    }

    /** Begins the next step of the action that waits longest; empty if none is due. */
    Uni<Optional<BulkAction>> beginStep(Duration lease) {
        return transactions.query(BEGIN_STEP, Tuple.of(lease.toMillis()), ActionStore::first);
    }

    /** Writes what a step did; says whether the step was still in force. */
    Uni<Boolean> endStep(
            SqlConnection connection, BulkAction action, BulkAction.Progress now, @Nullable UUID next, long pauseMs) {
        Tuple parameters = Tuple.tuple()
                .addUUID(action.id())
                .addLong(action.step())
                .addString((next == null ? BulkAction.State.DONE : BulkAction.State.RUNNING).name())
                .addUUID(next == null ? action.position() : next)
                .addLong(now.matched())
                .addLong(now.done())
                .addString(JsonBytes.text(now.reasons()))
                .addLong(pauseMs);
        return connection.preparedQuery(END_STEP).execute(parameters).map(rows -> rows.rowCount() == 1);
    }

    Uni<?> failStep(BulkAction action, long pauseMs, int maxFailures) {
        return transactions.query(
                FAIL_STEP, Tuple.of(action.id(), action.step(), pauseMs, maxFailures), RowSet::rowCount);
    }

    /** Stops it; a step that is under way is undone. */
    Uni<?> stop(UUID id) {
        return transactions.query(STOP, Tuple.of(id), RowSet::rowCount);
    }

    /** An action that the scope may see. */
    Uni<Optional<BulkAction>> find(Subject subject, UUID id, Scope scope) {
        return transactions.query(
                FIND, Tuple.of(id, scope.tenant(), scope.owner(), subject.name()), ActionStore::first);
    }

    /** Actions that the scope may see, the newest first. */
    Uni<List<BulkAction>> list(Subject subject, Scope scope, @Nullable UUID before, int limit) {
        Tuple parameters =
                Tuple.of(scope.tenant(), scope.owner(), before == null ? LAST : before, limit, subject.name());
        return transactions.query(scope.tenant() == null ? LIST_ALL : LIST, parameters, rows -> {
            List<BulkAction> actions = new ArrayList<>(rows.size());
            rows.forEach(row -> actions.add(BulkAction.of(row)));
            return actions;
        });
    }

    /** Forgets what finished so long ago, a bounded number at a time. */
    Uni<Integer> forget(Duration age, int most) {
        return transactions.query(FORGET, Tuple.of(age.toMillis(), most), RowSet::rowCount);
    }

    private static Optional<BulkAction> first(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(BulkAction.of(row));
        }
        return Optional.empty();
    }
}
