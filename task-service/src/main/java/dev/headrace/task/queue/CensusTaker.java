package dev.headrace.task.queue;

import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.rule.QueueName;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is in the queues, for everybody at once and only if somebody asks: at most once in
 * {@code headrace.queue.count-every}, and never so often that counting takes more than a twentieth of the time.
 *
 * <p>Ready tasks are counted by segments, not one by one. Deferred and running ones are counted one by one.
 */
@Singleton
class CensusTaker {
    private static final int MAX_GROUPS = 100_000;
    private static final int REST_FACTOR = 19;

    private static final String COUNT = """
            SELECT tenant, queue, priority, 'READY' AS state, sum(size - head)::bigint AS tasks,
                   (extract(epoch FROM now() - min(due_at)) * 1000)::bigint AS oldest_ms
            FROM segment GROUP BY tenant, queue, priority
            UNION ALL
            SELECT tenant, queue, priority, CASE WHEN retrying THEN 'RETRYING' ELSE 'SCHEDULED' END, count(*), NULL
            FROM deferred GROUP BY tenant, queue, priority, retrying
            UNION ALL
            SELECT t.tenant, t.queue, t.priority, 'RUNNING', count(*), NULL
            FROM running r CROSS JOIN LATERAL (
              SELECT tenant, queue, priority FROM task WHERE id = r.id OFFSET 0) t
            GROUP BY t.tenant, t.queue, t.priority
            ORDER BY tasks DESC LIMIT $1
            """;

    private final TaskTransactions transactions;
    private final QueueConfig config;
    private final Clock clock;
    private @Nullable Census last;
    private @Nullable Uni<Census> underWay;
    private long validUntil;

    CensusTaker(TaskTransactions transactions, QueueConfig config, Clock clock) {
        this.transactions = transactions;
        this.config = config;
        this.clock = clock;
    }

    /** The counts, at most {@code headrace.queue.count-every} old unless counting takes long. */
    synchronized Uni<Census> census() {
        if (last != null && System.nanoTime() - validUntil < 0) {
            return Uni.createFrom().item(last);
        }
        if (underWay == null) {
            underWay = count().memoize().indefinitely();
        }
        return underWay;
    }

    private Uni<Census> count() {
        return Uni.createFrom().deferred(() -> {
            long begun = System.nanoTime();
            return transactions
                    .query(COUNT, Tuple.of(MAX_GROUPS), this::read)
                    .invoke(census -> keep(census, System.nanoTime() - begun))
                    .onFailure()
                    .invoke(this::failed);
        });
    }

    private synchronized void keep(Census census, long tookNanos) {
        last = census;
        underWay = null;
        validUntil = System.nanoTime() + Math.max(config.countEvery().toNanos(), tookNanos * REST_FACTOR);
    }

    private synchronized void failed() {
        underWay = null;
    }

    private Census read(RowSet<Row> rows) {
        List<Census.Group> groups = new ArrayList<>(rows.size());
        for (Row row : rows) {
            groups.add(new Census.Group(
                    new QueueName(row.getString("tenant"), row.getString("queue")),
                    Priority.ofRank(row.getShort("priority")),
                    TaskState.valueOf(row.getString("state")),
                    row.getLong("tasks"),
                    row.getLong("oldest_ms")));
        }
        return Census.of(clock.instant(), groups);
    }
}
