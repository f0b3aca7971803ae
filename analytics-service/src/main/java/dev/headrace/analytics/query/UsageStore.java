package dev.headrace.analytics.query;

import dev.headrace.analytics.rollup.Columns;
import dev.headrace.analytics.rollup.Cover;
import dev.headrace.analytics.rollup.Usage;
import dev.headrace.platform.api.Violations;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads usage from the roll-ups. */
@Singleton
final class UsageStore {
    private final Pool pool;
    private final QueryConfig config;

    UsageStore(Pool pool, QueryConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** Start and task type of a point, in the order of a series. */
    record Key(Instant start, String type) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byStart = start.compareTo(other.start);
            return byStart != 0 ? byStart : type.compareTo(other.type);
        }
    }

    /** Usage by point; fails with VALIDATION_FAILED if more buckets would have to be read than a question may. */
    Uni<NavigableMap<Key, Usage>> read(UsageQuery query) {
        List<Cover.Span> spans = query.interval().spans(query.from(), query.to());
        Tuple values = Tuple.of(query.tenant())
                .addArrayOfShort(spans.stream().map(span -> span.grain().code()).toArray(Short[]::new))
                .addValue(times(spans, Cover.Span::from))
                .addValue(times(spans, Cover.Span::to))
                .addString(query.type())
                .addString(query.queue())
                .addInteger(config.maxBuckets() + 1);
        return pool.preparedQuery("""
                SELECT u.start_at, u.type,
                       submitted, ready, started, succeeded, retrying, dead, cancelled, released,
                       wait_count, wait_sum, wait_min, wait_max, wait_sketch,
                       run_count, run_sum, run_min, run_max, run_sketch
                  FROM unnest($2::smallint[], $3::timestamptz[], $4::timestamptz[]) AS s (grain, from_at, to_at)
                  JOIN usage_rollup AS u
                    ON u.grain = s.grain AND u.tenant = $1 AND u.start_at >= s.from_at AND u.start_at < s.to_at
                 WHERE ($5::text IS NULL OR u.type = $5) AND ($6::text IS NULL OR u.queue = $6)
                 LIMIT $7
                """).execute(values).invoke(this::bound).map(rows -> points(rows, query));
    }

    private void bound(RowSet<Row> rows) {
        new Violations()
                .check(
                        rows.size() <= config.maxBuckets(),
                        "interval",
                        "TOO_MANY_BUCKETS",
                        "needs more than " + config.maxBuckets() + " buckets; name a type or take a coarser interval")
                .orThrow();
    }

    private static NavigableMap<Key, Usage> points(RowSet<Row> rows, UsageQuery query) {
        NavigableMap<Key, Usage> points = new TreeMap<>();
        for (Row row : rows) {
            Instant bucket = row.getOffsetDateTime("start_at").toInstant();
            Key key = new Key(query.interval().point(bucket, query.from()), row.getString("type"));
            points.computeIfAbsent(key, k -> new Usage()).merge(Columns.usage(row));
        }
        return points;
    }

    private static OffsetDateTime[] times(List<Cover.Span> spans, Function<Cover.Span, Instant> time) {
        return spans.stream()
                .map(span -> time.apply(span).atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new);
    }
}
