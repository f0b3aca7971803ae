package dev.headrace.task.failure.trend;

import dev.headrace.task.failure.FailureType;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts failed attempts, from an index that holds nothing else. */
@Singleton
class TrendStore {
    static final String COUNT = """
            SELECT now() AS at, c.failure_type, c.failures,
                   floor(extract(epoch FROM now() - c.since) * 1000 / $3::bigint)::int - 1 AS slot
            FROM (SELECT 1) one LEFT JOIN (
              SELECT failure_type, date_bin($3::bigint * interval '1 millisecond', finished_at, now()) AS since, count(*) AS failures
              FROM attempt
              WHERE tenant = $1 AND failure_type IS NOT NULL
                AND finished_at > now() - $2::bigint * interval '1 millisecond' AND ($4::text IS NULL OR task_type = $4)
              GROUP BY 1, 2) c ON true
            """;

    private final TaskTransactions transactions;

    TrendStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** The last so many intervals of so many milliseconds; of all task types, or of one. */
    Uni<Trends> trends(String tenant, int intervals, long intervalMs, @Nullable String taskType) {
        return transactions.query(
                COUNT,
                Tuple.of(tenant, intervals * intervalMs, intervalMs, taskType),
                rows -> trends(rows, intervals, intervalMs));
    }

    private static Trends trends(RowSet<Row> rows, int intervals, long intervalMs) {
        Map<FailureType, long[]> counts = new EnumMap<>(FailureType.class);
        long total = 0;
        Instant now = Instant.EPOCH;
        for (Row row : rows) {
            now = row.getOffsetDateTime("at").toInstant();
            String type = row.getString("failure_type");
            if (type != null) {
                int ago = Math.clamp(row.getInteger("slot"), 0, intervals - 1);
                long failures = row.getLong("failures");
                counts.computeIfAbsent(FailureType.valueOf(type), t -> new long[intervals])[intervals - 1 - ago] +=
                        failures;
                total += failures;
            }
        }
        List<Trends.OfType> types = new ArrayList<>();
        for (Map.Entry<FailureType, long[]> entry : counts.entrySet()) {
            List<Long> each = Arrays.stream(entry.getValue()).boxed().toList();
            types.add(Trends.OfType.of(entry.getKey(), each, total));
        }
        types.sort(Comparator.comparingLong(Trends.OfType::count).reversed());
        return new Trends(now.minusMillis(intervals * intervalMs), now, intervalMs, total, types);
    }
}
