package dev.headrace.platform.outbox;

import dev.headrace.platform.event.CloudEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * Publishes the outbox to Kafka: at least once, in order for each key.
 *
 * <p>One replica relays at a time (a transaction-scoped advisory lock). A row is deleted after the broker has
 * acknowledged its events; a crash between the two publishes them again under the same ids. Order for a key holds since
 * a later change of the same subject commits after the earlier one, so its row has a higher id and is never seen without
 * it.
 */
public final class Relay {
    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final long LOCK = 0x4845_4144_5241_4345L;
    private static final long FIRST_BACKOFF_MS = 100;

    private static final String TAKE = """
            WITH leader AS MATERIALIZED (SELECT pg_try_advisory_xact_lock($1) AS mine)
            SELECT o.id, o.topic, o.events FROM outbox o, leader WHERE leader.mine ORDER BY o.id LIMIT $2
            """;
    private static final String DONE = "DELETE FROM outbox WHERE id = ANY($1)";

    private final Vertx vertx;
    private final Pool pool;
    private final Publisher publisher;
    private final OutboxConfig config;

    private enum State {
        /** Nothing is known to wait. */
        IDLE,
        /** A round starts when the pace allows. */
        DUE,
        RUNNING,
        /** A round runs, and something was written since it began. */
        NUDGED,
        BACKING_OFF,
        STOPPED
    }

    private State state = State.IDLE;
    private long backoffMs = FIRST_BACKOFF_MS;
    private long ticker = -1;
    private long lastStartNanos;

    public Relay(Vertx vertx, Pool pool, Publisher publisher, OutboxConfig config) {
        this.vertx = vertx;
        this.pool = pool;
        this.publisher = publisher;
        this.config = config;
    }

    /** Starts looking at the table. */
    public void start() {
        ticker = vertx.setPeriodic(config.tick().toMillis(), id -> nudge());
        nudge();
    }

    /** Something was written: look soon. Cheap, may be called after every commit. */
    public void nudge() {
        long wait;
        synchronized (this) {
            if (state != State.IDLE) {
                state = state == State.RUNNING ? State.NUDGED : state;
                return;
            }
            state = State.DUE;
            wait = config.pace().toMillis() - (System.nanoTime() - lastStartNanos) / 1_000_000;
        }
        if (wait <= 0) {
            begin();
        } else {
            vertx.setTimer(wait, id -> begin());
        }
    }

    private void begin() {
        synchronized (this) {
            if (state != State.DUE) {
                return;
            }
            state = State.RUNNING;
            lastStartNanos = System.nanoTime();
        }
        // The relay's own loop: nobody waits for it, failures are handled in failed().
        round().subscribe().with(this::finished, this::failed);
    }

    /** Stops; what is not published stays in the table. */
    public synchronized void stop() {
        state = State.STOPPED;
        vertx.cancelTimer(ticker);
        publisher.close();
    }

    private Uni<Integer> round() {
        return pool.withTransaction(this::takePublishDelete);
    }

    private Uni<Integer> takePublishDelete(SqlConnection connection) {
        return connection
                .preparedQuery(TAKE)
                .execute(Tuple.of(LOCK, config.rowsPerRound()))
                .chain(rows -> publishAndDelete(connection, rows));
    }

    private Uni<Integer> publishAndDelete(SqlConnection connection, RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Uni.createFrom().item(0);
        }
        Long[] ids = stream(rows, row -> row.getLong("id")).toArray(Long[]::new);
        List<Publisher.Outgoing> events =
                stream(rows, Relay::outgoing).flatMap(List::stream).toList();
        return Uni.createFrom()
                .completionStage(() -> publisher.publish(events))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(() -> connection.preparedQuery(DONE).execute(Tuple.of(ids)))
                .replaceWith(ids.length);
    }

    private static <T> java.util.stream.Stream<T> stream(RowSet<Row> rows, Function<Row, T> map) {
        return StreamSupport.stream(rows.spliterator(), false).map(map);
    }

    private static List<Publisher.Outgoing> outgoing(Row row) {
        String topic = row.getString("topic");
        List<CloudEvent> events = Outbox.decode(row.getString("events"));
        return events.stream().map(e -> new Publisher.Outgoing(topic, e)).toList();
    }

    private void finished(int rows) {
        boolean again;
        synchronized (this) {
            backoffMs = FIRST_BACKOFF_MS;
            again = rows == config.rowsPerRound() || state == State.NUDGED;
            state = state == State.STOPPED ? State.STOPPED : State.IDLE;
        }
        if (again) {
            nudge();
        }
    }

    private void failed(Throwable failure) {
        long pause;
        synchronized (this) {
            if (state == State.STOPPED) {
                return;
            }
            state = State.BACKING_OFF;
            pause = backoffMs;
            backoffMs = Math.min(backoffMs * 2, config.maxBackoff().toMillis());
        }
        LOG.warnf("outbox round failed, trying again retry_in_ms=%d error=%s", pause, failure);
        vertx.setTimer(pause, id -> resume());
    }

    private void resume() {
        synchronized (this) {
            if (state != State.BACKING_OFF) {
                return;
            }
            state = State.IDLE;
        }
        nudge();
    }
}
