package dev.headrace.task.store;

import dev.headrace.platform.outbox.Outbox;
import dev.headrace.platform.outbox.Relay;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;

/** Transactions that change tasks: their events commit with them, and the relay learns of it at once. */
@Singleton
public class TaskTransactions {
    private static final int TRIES = 3;

    private final Pool pool;
    private final Relay relay;

    public TaskTransactions(Pool pool, Relay relay) {
        this.pool = pool;
        this.relay = relay;
    }

    /** Work inside one transaction. Gets the connection and the batch to which it adds its events. */
    public interface Work<T> {
        Uni<T> in(SqlConnection connection, EventBatch events);
    }

    /**
     * Runs the work and commits it with its events. A deadlock or a serialization failure is tried again, three times
     * in all: the server has undone the whole transaction, so nothing happens twice.
     */
    public <T> Uni<T> run(Work<T> work) {
        return Uni.createFrom()
                .deferred(() -> once(work))
                .onFailure(TaskTransactions::mayBeTriedAgain)
                .retry()
                .atMost(TRIES - 1)
                .invoke(relay::nudge);
    }

    private <T> Uni<T> once(Work<T> work) {
        return pool.getConnection().chain(connection -> in(connection, work).eventually(connection::close));
    }

    /**
     * BEGIN travels with the first statement and COMMIT with the outbox row: two round trips instead of four. Both are
     * written to the socket at once; the server works them off in order.
     */
    private static <T> Uni<T> in(SqlConnection connection, Work<T> work) {
        EventBatch events = new EventBatch();
        Uni<?> begun = sent(connection, "BEGIN");
        return work.in(connection, events)
                .call(() -> commit(connection, events))
                .onFailure()
                .call(() -> begun.chain(() -> sent(connection, "ROLLBACK"))
                        .onFailure()
                        .recoverWithNull());
    }

    /** After a failed statement COMMIT answers as if all were well, so the outbox row must have been written too. */
    private static Uni<?> commit(SqlConnection connection, EventBatch events) {
        List<Tuple> rows = events.rows();
        Uni<?> recorded = rows.isEmpty()
                ? Uni.createFrom().voidItem()
                : UniHelper.toUni(connection
                        .getDelegate()
                        .preparedQuery(Outbox.INSERT)
                        .executeBatch(rows.stream().map(Tuple::getDelegate).toList()));
        Uni<?> committed = sent(connection, "COMMIT");
        return recorded.chain(() -> committed);
    }

    /** Sends a statement now; its result is there whenever somebody asks. */
    private static Uni<?> sent(SqlConnection connection, String sql) {
        return UniHelper.toUni(connection.getDelegate().query(sql).execute());
    }

    private static boolean mayBeTriedAgain(Throwable failure) {
        return failure instanceof PgException e && ("40P01".equals(e.getSqlState()) || "40001".equals(e.getSqlState()));
    }

    /** One query outside any transaction. */
    public <T> Uni<T> query(String sql, Tuple parameters, Function<RowSet<Row>, T> map) {
        return pool.preparedQuery(sql).execute(parameters).map(map);
    }
}
