package dev.headrace.task.maintain;

import dev.headrace.platform.event.TaskEvent;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.model.Transition;
import dev.headrace.task.signal.Floors;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.signal.Signals;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.Facts;
import dev.headrace.task.store.TaskTransactions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes scheduled and retried tasks ready when they come due, by the database's clock. */
@Singleton
class Promoter implements Signals.Listener {
    static final String PROMOTE = """
            WITH due AS (
              SELECT id FROM deferred WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED),
            taken AS (
              DELETE FROM deferred d USING due WHERE d.id = due.id
              RETURNING d.id, d.due_at, d.attempt, d.crashes, d.retrying),
            gone AS MATERIALIZED (
              SELECT %s, t.keys, t.costs, g.due_at, g.attempt, g.crashes, g.retrying
              FROM taken g JOIN task t ON t.id = g.id),
            moved AS (
              INSERT INTO segment (tenant, queue, type, host, priority, due_at, attempt, crashes, keys, costs, head, size, ids)
              SELECT tenant, queue, type, host, priority, min(due_at), attempt, crashes, keys, costs, 0, count(*),
                     array_agg(id ORDER BY due_at, id)
              FROM gone GROUP BY tenant, queue, type, host, priority, attempt, crashes, keys, costs)
            SELECT *, due_at < now() - interval '5 seconds' AS late FROM gone ORDER BY due_at
            """.formatted(Facts.COLUMNS);

    private final Vertx vertx;
    private final TaskTransactions transactions;
    private final Signals signals;
    private final MaintainConfig config;
    private final Round round;

    Promoter(Vertx vertx, TaskTransactions transactions, Signals signals, MaintainConfig config) {
        this.vertx = vertx;
        this.transactions = transactions;
        this.signals = signals;
        this.config = config;
        this.round = new Round("promote", config.batch(), this::promote);
    }

    void start(@Observes StartupEvent event) {
        signals.listen(this);
    }

    void stop(@Observes ShutdownEvent event) {
        round.stop();
    }

    @Override
    public void overdue() {
        // A lease is the rescuer's.
    }

    @Override
    public void ready(Set<Kind> kinds) {
        // Ready already.
    }

    @Override
    public void dueIn(long delayMs) {
        // What lies beyond the next pulse is found by it.
        if (delayMs <= config.pulse().toMillis() * 2) {
            vertx.setTimer(Math.max(1, delayMs), id -> round.run());
        }
    }

    private Uni<Integer> promote() {
        return transactions
                .run((connection, events) -> connection
                        .preparedQuery(PROMOTE)
                        .execute(Tuple.of(config.batch()))
                        .map(rows -> promoted(rows, events)))
                .invoke(this::tell)
                .map(promoted -> promoted.facts().size());
    }

    /** {@code late}: some of them have been due for long. */
    private record Promoted(List<Facts> facts, boolean late) {}

    private static Promoted promoted(RowSet<Row> rows, EventBatch events) {
        List<Facts> promoted = new ArrayList<>(rows.size());
        boolean late = false;
        for (Row row : rows) {
            Facts facts = Facts.of(row);
            TaskState from = row.getBoolean("retrying") ? TaskState.RETRYING : TaskState.SCHEDULED;
            events.add(new TaskEvent.Ready(facts.in(Transition.after(from, Transition.Cause.COME_DUE))));
            promoted.add(facts);
            late |= row.getBoolean("late");
        }
        return new Promoted(promoted, late);
    }

    /** What was due long ago, after an outage, lies before the floors that claims look from. */
    private void tell(Promoted promoted) {
        if (promoted.late()) {
            signals.floors(Floors.NONE);
        }
        signals.ready(promoted.facts().stream().map(Facts::kind).collect(Collectors.toSet()));
        if (promoted.late()) {
            signals.lookEverywhere();
        }
    }
}
