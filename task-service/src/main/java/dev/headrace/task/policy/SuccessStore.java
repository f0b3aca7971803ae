package dev.headrace.task.policy;

import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How retries went: each failed attempt that was tried again, with the attempt that followed. Read from the attempts
 * themselves, so nothing is counted while tasks run.
 */
@Singleton
class SuccessStore {
    /** The newest so many failures of a tenant are looked at: some 100 ms at most. */
    static final int MOST = 20_000;

    /** A lease that was handed back or lost is no end; the attempt after it is. */
    static final String MEASURE = """
            SELECT f.policy, f.failure_type, width_bucket(f.delay_ms, ARRAY[1000, 5000, 15000, 60000, 300000]::bigint[]) AS band,
                   min(f.delay_ms) AS from_ms, max(f.delay_ms) AS to_ms, count(*) AS retries,
                   count(*) FILTER (WHERE n.outcome = 'succeeded') AS succeeded
            FROM (
              SELECT task_id, lease, policy, failure_type, delay_ms FROM attempt
              WHERE tenant = $1 AND failure_type IS NOT NULL AND finished_at >= now() - $2::bigint * interval '1 millisecond'
              ORDER BY finished_at DESC LIMIT $3) f
            CROSS JOIN LATERAL (
              SELECT a.outcome FROM attempt a
              WHERE a.task_id = f.task_id AND a.lease > f.lease AND a.outcome IN ('succeeded', 'failed', 'timed_out')
              ORDER BY a.task_id, a.lease LIMIT 1) n
            WHERE f.delay_ms IS NOT NULL
            GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            """;

    private final TaskTransactions transactions;

    SuccessStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** Of failures of the last so many milliseconds. */
    Uni<List<Measured>> measure(String tenant, long spanMs) {
        return transactions.query(MEASURE, Tuple.of(tenant, spanMs, MOST), SuccessStore::measured);
    }

    private record Key(String policy, String failureType) {}

    private static List<Measured> measured(RowSet<Row> rows) {
        Map<Key, List<Measured.Band>> bands = new LinkedHashMap<>();
        for (Row row : rows) {
            Key key = new Key(row.getString("policy"), row.getString("failure_type"));
            bands.computeIfAbsent(key, k -> new ArrayList<>())
                    .add(new Measured.Band(
                            row.getLong("from_ms"),
                            row.getLong("to_ms"),
                            row.getLong("retries"),
                            row.getLong("succeeded")));
        }
        List<Measured> measured = new ArrayList<>(bands.size());
        bands.forEach((key, list) -> measured.add(new Measured(
                key.policy(),
                key.failureType(),
                list.stream().mapToLong(Measured.Band::retries).sum(),
                list.stream().mapToLong(Measured.Band::succeeded).sum(),
                list)));
        return measured;
    }
}
