package dev.headrace.task.idempotency;

import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What all replicas have counted, by hour. */
@Singleton
class UsageStore {
    /** In order, so that two replicas never wait for one another in a circle. */
    private static final String ADD = """
            WITH times AS (
              INSERT INTO idempotency_time AS t (hour, tenant, way, bucket, count)
              SELECT date_trunc('hour', now()), * FROM unnest($5::text[], $6::text[], $7::int[], $8::bigint[])
              ON CONFLICT (hour, tenant, way, bucket) DO UPDATE SET count = t.count + excluded.count)
            INSERT INTO idempotency_usage AS u (hour, tenant, type, result, count)
            SELECT date_trunc('hour', now()), * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
            ON CONFLICT (hour, tenant, type, result) DO UPDATE SET count = u.count + excluded.count
            """;

    /** {@code $1} hours, {@code $2} tenant, null for all, {@code $3} most types. */
    static final String USAGE = """
            WITH u AS MATERIALIZED (
              SELECT type, result, count FROM idempotency_usage
              WHERE hour > now() - $1 * interval '1 hour' AND ($2::text IS NULL OR tenant = $2)),
            by_type AS (
              SELECT type,
                     COALESCE(sum(count) FILTER (WHERE result = 'FIRST'), 0)::bigint AS firsts,
                     COALESCE(sum(count) FILTER (WHERE result = 'HIT'), 0)::bigint AS hits,
                     COALESCE(sum(count) FILTER (WHERE result = 'CONFLICT'), 0)::bigint AS conflicts,
                     COALESCE(sum(count) FILTER (WHERE result = 'IN_FLIGHT'), 0)::bigint AS in_flight
              FROM u GROUP BY GROUPING SETS ((type), ()))
            SELECT * FROM by_type ORDER BY type IS NULL DESC, hits DESC, type LIMIT $3 + 1
            """;

    static final String TIMES = """
            SELECT way, bucket, sum(count)::bigint AS count FROM idempotency_time
            WHERE hour > now() - $1 * interval '1 hour' AND ($2::text IS NULL OR tenant = $2)
            GROUP BY way, bucket
            """;

    private final TaskTransactions transactions;

    UsageStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    Uni<Void> add(Counts counts) {
        List<Map.Entry<Counts.Kind, Long>> kinds =
                new ArrayList<>(counts.kinds().entrySet());
        kinds.sort(Comparator.comparing(e -> e.getKey().toString()));
        List<Map.Entry<Counts.Time, Long>> times =
                new ArrayList<>(counts.times().entrySet());
        times.sort(Comparator.comparing(e -> e.getKey().toString()));
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(texts(kinds, Counts.Kind::tenant))
                .addArrayOfString(texts(kinds, Counts.Kind::type))
                .addArrayOfString(texts(kinds, k -> k.result().name()))
                .addArrayOfLong(kinds.stream().map(Map.Entry::getValue).toArray(Long[]::new))
                .addArrayOfString(texts(times, Counts.Time::tenant))
                .addArrayOfString(texts(times, t -> t.way().name()))
                .addArrayOfInteger(times.stream().map(e -> e.getKey().bucket()).toArray(Integer[]::new))
                .addArrayOfLong(times.stream().map(Map.Entry::getValue).toArray(Long[]::new));
        return transactions.query(ADD, parameters, rows -> rows).replaceWithVoid();
    }

    private static <T> String[] texts(List<Map.Entry<T, Long>> entries, Function<T, String> text) {
        return entries.stream().map(e -> text.apply(e.getKey())).toArray(String[]::new);
    }

    /** The whole, and then the types with the most repeats. */
    Uni<List<IdempotencyStats.Line>> lines(int hours, @Nullable String tenant, int mostTypes) {
        return transactions.query(USAGE, Tuple.of(hours, tenant, mostTypes), UsageStore::lines);
    }

    private static List<IdempotencyStats.Line> lines(RowSet<Row> rows) {
        List<IdempotencyStats.Line> lines = new ArrayList<>(rows.size());
        rows.forEach(row -> lines.add(new IdempotencyStats.Line(
                row.getString("type"),
                row.getLong("firsts"),
                row.getLong("hits"),
                row.getLong("conflicts"),
                row.getLong("in_flight"))));
        return lines;
    }

    /** How long repeats took. */
    Uni<IdempotencyStats.Latencies> latencies(int hours, @Nullable String tenant) {
        return transactions.query(TIMES, Tuple.of(hours, tenant), UsageStore::latencies);
    }

    private static IdempotencyStats.Latencies latencies(RowSet<Row> rows) {
        long[] redis = new long[Latency.BUCKETS];
        long[] postgres = new long[Latency.BUCKETS];
        for (Row row : rows) {
            switch (Way.valueOf(row.getString("way"))) {
                case REDIS -> redis[row.getInteger("bucket")] = row.getLong("count");
                case POSTGRES -> postgres[row.getInteger("bucket")] = row.getLong("count");
            }
        }
        return new IdempotencyStats.Latencies(Latency.of(redis), Latency.of(postgres));
    }
}
