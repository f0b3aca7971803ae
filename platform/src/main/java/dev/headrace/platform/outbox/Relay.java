package dev.headrace.platform.outbox;

import dev.headrace.platform.event.CloudEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.vertx.UniHelper;
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
 * it. No transaction that writes a row may take longer than {@link Floor#GRACE}.
 */
public final class Relay {
    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final long LOCK = 0x4845_4144_5241_4345L;
    private static final long FIRST_BACKOFF_MS = 100;
    /** The replica that relays may not have seen the last rows of this one. */
    private static final long ELSEWHERE_MS = 100;

    private static final int ELSEWHERE = -1;

    private static final String TAKE = """
            WITH leader AS MATERIALIZED (SELECT pg_try_advisory_xact_lock($1) AS mine)
            SELECT leader.mine, o.id, o.topic, CASE WHEN o.id = ANY($3) THEN NULL ELSE o.events END AS events,
                   (SELECT last_value FROM outbox_id_seq) AS highest
            FROM leader LEFT JOIN LATERAL (
              SELECT id, topic, events FROM outbox WHERE leader.mine AND id >= $4 ORDER BY id LIMIT $2) o ON true
            ORDER BY o.id
            """;
    private static final String DONE = "DELETE FROM outbox WHERE id = ANY($1)";
    /** A lost deletion publishes again under the same ids, so nobody waits for its flush. */
    private static final String BEGIN = "BEGIN; SET LOCAL synchronous_commit TO off";

    private final Vertx vertx;
    private final Pool pool;
    private final Publisher publisher;
    private final OutboxConfig config;
    private final Recent recent;
    private final Floor floor = new Floor();

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
        this.recent = new Recent(config.maxRecent());
    }

    /** Starts looking at the table. */
    public void start() {
        ticker = vertx.setPeriodic(config.tick().toMillis(), id -> nudge());
        nudge();
    }

    /** A row was committed with these events: they need not be read again. */
    public void written(long id, List<CloudEvent> events) {
        recent.put(id, events);
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
        return pool.getConnection().chain(connection -> round(connection).eventually(connection::close));
    }

    private Uni<Integer> round(SqlConnection connection) {
        Uni<?> begun = Pipeline.send(connection, BEGIN);
        return takePublishDelete(connection)
                .onFailure()
                .call(() -> begun.chain(() -> Pipeline.send(connection, "ROLLBACK"))
                        .onFailure()
                        .recoverWithNull());
    }

    private Uni<Integer> takePublishDelete(SqlConnection connection) {
        Long[] known = recent.first(config.rowsPerRound());
        long begun = System.nanoTime();
        return connection
                .preparedQuery(TAKE)
                .execute(Tuple.of(LOCK, config.rowsPerRound(), known, floor()))
                .chain(rows -> {
                    Row first = rows.iterator().next();
                    return first.getLong("id") == null
                            ? nothing(connection, known, first.getBoolean("mine"))
                            : publishAndDelete(connection, rows, begun);
                });
    }

    /** Nothing is left, or another replica relays. */
    private Uni<Integer> nothing(SqlConnection connection, Long[] known, boolean mine) {
        recent.forget(known);
        return Pipeline.send(connection, "COMMIT").map(done -> mine ? 0 : ELSEWHERE);
    }

    private Uni<Integer> publishAndDelete(SqlConnection connection, RowSet<Row> rows, long begun) {
        Long[] ids = stream(rows, row -> row.getLong("id")).toArray(Long[]::new);
        List<Publisher.Outgoing> events =
                stream(rows, this::outgoing).flatMap(List::stream).toList();
        return Uni.createFrom()
                .completionStage(() -> publisher.publish(events))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(() -> delete(connection, ids))
                .invoke(() -> done(ids, rows.iterator().next().getLong("highest"), begun))
                .map(done -> ids.length);
    }

    private void done(Long[] ids, long highest, long begun) {
        recent.forget(ids);
        boolean all = ids.length < config.rowsPerRound();
        synchronized (this) {
            floor.done(begun, all ? Long.MAX_VALUE : ids[ids.length - 1]);
            floor.mark(highest, System.nanoTime());
        }
    }

    /** Below which id nothing waits to be published. */
    public synchronized long floor() {
        return floor.id();
    }

    /** Both statements at once: one round trip. */
    private static Uni<?> delete(SqlConnection connection, Long[] ids) {
        Uni<?> deleted =
                UniHelper.toUni(connection.getDelegate().preparedQuery(DONE).execute(io.vertx.sqlclient.Tuple.of(ids)));
        Uni<?> committed = Pipeline.send(connection, "COMMIT");
        return deleted.chain(() -> committed);
    }

    private static <T> java.util.stream.Stream<T> stream(RowSet<Row> rows, Function<Row, T> map) {
        return StreamSupport.stream(rows.spliterator(), false).map(map);
    }

    private List<Publisher.Outgoing> outgoing(Row row) {
        String topic = row.getString("topic");
        String stored = row.getString("events");
        List<CloudEvent> events = stored == null ? known(row.getLong("id")) : Outbox.decode(stored);
        return events.stream().map(e -> new Publisher.Outgoing(topic, e)).toList();
    }

    private List<CloudEvent> known(long id) {
        List<CloudEvent> events = recent.get(id);
        if (events == null) {
            throw new IllegalStateException("outbox row " + id + " was asked for without its events");
        }
        return events;
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
        } else if (rows == ELSEWHERE) {
            vertx.setTimer(ELSEWHERE_MS, id -> nudge());
        }
    }

    private void failed(Throwable failure) {
        long pause;
        synchronized (this) {
            if (state == State.STOPPED) {
                return;
            }
            state = State.BACKING_OFF;
            floor.reset();
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
