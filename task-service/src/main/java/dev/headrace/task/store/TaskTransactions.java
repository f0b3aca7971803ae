package dev.headrace.task.store;

import dev.headrace.platform.event.Topics;
import dev.headrace.platform.outbox.Outbox;
import dev.headrace.platform.outbox.Pipeline;
import dev.headrace.platform.outbox.Relay;
import dev.headrace.task.signal.Signals;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Transactions that change tasks: their events commit with them, and the relay learns of them at once. */
@Singleton
public class TaskTransactions {
    private static final int TRIES = 3;

    private final Pool pool;
    private final Relay relay;
    private final Signals signals;

    public TaskTransactions(Pool pool, Relay relay, Signals signals) {
        this.pool = pool;
        this.relay = relay;
        this.signals = signals;
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
        return tried(connection -> {
            EventBatch events = new EventBatch();
            return in(connection, work, events).invoke(() -> tell(events));
        });
    }

    /**
     * Runs work that is one statement which writes its events itself: a transaction of its own, one round trip. Tried
     * again like {@link #run}.
     */
    public <T> Uni<T> single(Work<T> work) {
        return tried(connection -> {
            EventBatch events = new EventBatch();
            return work.in(connection, events).invoke(() -> tell(events));
        });
    }

    private <T> Uni<T> tried(Function<SqlConnection, Uni<T>> work) {
        return toItsEnd(Uni.createFrom()
                .deferred(() -> pool.getConnection()
                        .chain(connection -> work.apply(connection).eventually(connection::close)))
                .onFailure(TaskTransactions::mayBeTriedAgain)
                .retry()
                .atMost(TRIES - 1));
    }

    /** Whoever asked may hang up: a transaction that was cancelled with him would keep its locks and its connection for ever. */
    private static <T> Uni<T> toItsEnd(Uni<T> work) {
        return Uni.createFrom().emitter(emitter -> work.subscribe().with(emitter::complete, emitter::fail));
    }

    private void tell(EventBatch events) {
        events.rows().forEach(relay::written);
        if (!events.endedIn().isEmpty()) {
            signals.endedIn(events.endedIn());
        }
    }

    /**
     * BEGIN travels with the first statement and COMMIT with the outbox row: two round trips instead of four. Both are
     * written to the socket at once; the server works them off in order.
     */
    private static <T> Uni<T> in(SqlConnection connection, Work<T> work, EventBatch events) {
        Uni<?> begun = Pipeline.send(connection, "BEGIN");
        return work.in(connection, events)
                .call(() -> commit(connection, events))
                .onFailure()
                .call(() -> begun.chain(() -> Pipeline.send(connection, "ROLLBACK"))
                        .onFailure()
                        .recoverWithNull());
    }

    /** After a failed statement COMMIT answers as if all were well, so the outbox row must have been written too. */
    private static Uni<?> commit(SqlConnection connection, EventBatch events) {
        Uni<?> recorded = events.isEmpty() ? Uni.createFrom().voidItem() : record(connection, events);
        Uni<?> committed = Pipeline.send(connection, "COMMIT");
        return recorded.chain(() -> committed);
    }

    private static Uni<?> record(SqlConnection connection, EventBatch events) {
        List<io.vertx.sqlclient.Tuple> rows = Arrays.stream(events.texts())
                .map(text -> io.vertx.sqlclient.Tuple.of(Topics.TASKS, text))
                .toList();
        return UniHelper.toUni(
                        connection.getDelegate().preparedQuery(Outbox.INSERT).executeBatch(rows))
                .invoke(inserted -> events.written(ids(inserted)));
    }

    /** A batch answers with one result for each of its rows, chained. */
    private static List<Long> ids(io.vertx.sqlclient.RowSet<io.vertx.sqlclient.Row> inserted) {
        List<Long> ids = new ArrayList<>(1);
        for (var result = inserted; result != null; result = result.next()) {
            result.forEach(row -> ids.add(row.getLong(0)));
        }
        return ids;
    }

    private static boolean mayBeTriedAgain(Throwable failure) {
        return failure instanceof PgException e && ("40P01".equals(e.getSqlState()) || "40001".equals(e.getSqlState()));
    }

    /** One query outside any transaction. */
    public <T> Uni<T> query(String sql, Tuple parameters, Function<RowSet<Row>, T> map) {
        return pool.preparedQuery(sql).execute(parameters).map(map);
    }
}
