package dev.headrace.task.breaker;

import dev.headrace.task.rule.BreakerName;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Compares what the replicas have counted. */
@Singleton
class MergeStore {
    /**
     * {@code $1} to {@code $5} tenant, name, failures, attempts and window in milliseconds of each breaker, {@code $6} this
     * replica. Gives what the others counted in the window, and forgets what is an hour old.
     */
    static final String MERGE = """
            WITH mine AS MATERIALIZED (
              SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[])
                AS m (tenant, name, failures, attempts, window_ms)),
            told AS (
              INSERT INTO breaker_count (tenant, name, replica, failures, attempts, at)
              SELECT tenant, name, $6, failures, attempts, now() FROM mine ORDER BY tenant, name
              ON CONFLICT (tenant, name, replica) DO UPDATE
              SET failures = excluded.failures, attempts = excluded.attempts, at = excluded.at),
            old AS (
              DELETE FROM breaker_count WHERE at < now() - interval '1 hour' AND replica <> $6)
            SELECT m.tenant, m.name, o.failures, o.attempts
            FROM mine m CROSS JOIN LATERAL (
              SELECT COALESCE(sum(failures), 0)::bigint AS failures, COALESCE(sum(attempts), 0)::bigint AS attempts
              FROM breaker_count
              WHERE tenant = m.tenant AND name = m.name AND replica <> $6
                AND at > now() - m.window_ms * interval '1 millisecond') o
            """;

    private final TaskTransactions transactions;
    private final UUID replica = UUID.randomUUID();

    MergeStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** What this replica has counted for a breaker in a window. */
    record Mine(BreakerName breaker, Window.Counts counts, long windowMs) {}

    UUID replica() {
        return replica;
    }

    /** Tells what this replica has counted, and returns what the others have. */
    Uni<Map<BreakerName, Window.Counts>> merge(List<Mine> mine) {
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(mine.stream().map(m -> m.breaker().tenant()).toArray(String[]::new))
                .addArrayOfString(mine.stream().map(m -> m.breaker().name()).toArray(String[]::new))
                .addArrayOfLong(mine.stream().map(m -> m.counts().failures()).toArray(Long[]::new))
                .addArrayOfLong(mine.stream().map(m -> m.counts().attempts()).toArray(Long[]::new))
                .addArrayOfLong(mine.stream().map(Mine::windowMs).toArray(Long[]::new))
                .addUUID(replica);
        return transactions.query(MERGE, parameters, rows -> {
            Map<BreakerName, Window.Counts> others = new HashMap<>();
            for (Row row : rows) {
                others.put(
                        new BreakerName(row.getString("tenant"), row.getString("name")),
                        new Window.Counts(row.getLong("failures"), row.getLong("attempts")));
            }
            return others;
        });
    }
}
