package dev.headrace.task.escalation;

import dev.headrace.task.rule.QueueName;
import dev.headrace.task.store.TaskTransactions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Tells the other replicas once a minute how fast this one ended leases; one that ended none says nothing. */
@Singleton
class PaceStore {
    private static final Logger LOG = Logger.getLogger(PaceStore.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    /** {@code $1} to {@code $3} tenant, queue and leases ended, {@code $4} in so many milliseconds, {@code $5} this replica. */
    private static final String TELL = """
            WITH old AS (
              DELETE FROM queue_pace WHERE at < now() - interval '10 minutes' AND replica <> $5)
            INSERT INTO queue_pace (tenant, queue, replica, ended, over_ms, at)
            SELECT tenant, queue, $5, ended, $4, now() FROM unnest($1::text[], $2::text[], $3::bigint[]) AS i (tenant, queue, ended)
            ORDER BY tenant, queue
            ON CONFLICT (tenant, queue, replica) DO UPDATE
            SET ended = excluded.ended, over_ms = excluded.over_ms, at = excluded.at
            """;

    private final Vertx vertx;
    private final TaskTransactions transactions;
    private final Pace pace;
    private final UUID replica = UUID.randomUUID();
    private long timer;

    PaceStore(Vertx vertx, TaskTransactions transactions, Pace pace) {
        this.vertx = vertx;
        this.transactions = transactions;
        this.pace = pace;
    }

    void start(@Observes StartupEvent event) {
        // Nobody waits for it: what is not told now is told in a minute.
        timer = vertx.setPeriodic(
                EVERY.toMillis(),
                id -> tell().subscribe()
                        .with(done -> {}, failure -> LOG.warnf("pace of queues not told error=%s", failure)));
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    Uni<Integer> tell() {
        Pace.Lately lately = pace.look();
        if (lately.ended().isEmpty()) {
            return Uni.createFrom().item(0);
        }
        List<Map.Entry<QueueName, Long>> all = List.copyOf(lately.ended().entrySet());
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(all.stream().map(e -> e.getKey().tenant()).toArray(String[]::new))
                .addArrayOfString(all.stream().map(e -> e.getKey().name()).toArray(String[]::new))
                .addArrayOfLong(all.stream().map(Map.Entry::getValue).toArray(Long[]::new))
                .addLong(lately.overMs())
                .addUUID(replica);
        return transactions.query(TELL, parameters, rows -> all.size());
    }
}
