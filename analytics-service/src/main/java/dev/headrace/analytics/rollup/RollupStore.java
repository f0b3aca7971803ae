package dev.headrace.analytics.rollup;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;

/**
 * Adds roll-ups to the stored ones, inside the caller's transaction.
 *
 * <p>Sketches merge on write: a bucket is one row however many batches fed it, so reading a day costs the same at any
 * rate, and nothing has to be compacted later. The price, a rewrite of the row for each batch, does not grow with the
 * rate either, for a busier log makes larger batches. See docs/adr/0020-analytics-exactly-once.md.
 */
@Singleton
public final class RollupStore {
    /** Buckets of the newest batch: their rows are there, so that most batches need not ask. */
    private volatile Set<Bucket> known = Set.of();

    /** Adds the batch to the stored buckets; call {@link #committed} when the transaction is durable. */
    public Uni<Void> add(SqlConnection connection, NavigableMap<Bucket, Usage> batch) {
        if (batch.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return create(connection, batch.keySet())
                .chain(() -> lock(connection, batch))
                .map(rows -> merged(rows, batch))
                .chain(usages -> write(connection, batch, usages));
    }

    /** The rows of the batch are there to stay. */
    public void committed(NavigableMap<Bucket, Usage> batch) {
        known = batch.isEmpty() ? known : Set.copyOf(batch.keySet());
    }

    private Uni<Void> create(SqlConnection connection, Set<Bucket> buckets) {
        List<Bucket> unknown =
                buckets.stream().filter(bucket -> !known.contains(bucket)).toList();
        return unknown.isEmpty() ? Uni.createFrom().voidItem() : create(connection, unknown);
    }

    /** Empty rows for new buckets. Costs an index probe for each bucket that exists. */
    private static Uni<Void> create(SqlConnection connection, List<Bucket> buckets) {
        return connection.preparedQuery("""
                INSERT INTO usage_rollup (grain, tenant, start_at, type, queue)
                SELECT * FROM unnest($1::smallint[], $2::text[], $3::timestamptz[], $4::text[], $5::text[])
                ON CONFLICT DO NOTHING
                """).execute(Columns.keys(buckets)).replaceWithVoid();
    }

    /** The stored usage of each bucket, locked in the order of the buckets. */
    private static Uni<RowSet<Row>> lock(SqlConnection connection, Map<Bucket, Usage> buckets) {
        return connection.preparedQuery("""
                SELECT submitted, ready, started, succeeded, retrying, dead, cancelled, released,
                       wait_count, wait_sum, wait_min, wait_max, wait_sketch,
                       run_count, run_sum, run_min, run_max, run_sketch
                  FROM unnest($1::smallint[], $2::text[], $3::timestamptz[], $4::text[], $5::text[])
                       WITH ORDINALITY AS b (grain, tenant, start_at, type, queue, nr)
                  JOIN usage_rollup AS u USING (grain, tenant, start_at, type, queue)
                 ORDER BY nr
                   FOR UPDATE OF u
                """).execute(Columns.keys(buckets.keySet()));
    }

    private List<Usage> merged(RowSet<Row> rows, NavigableMap<Bucket, Usage> buckets) {
        if (rows.size() != buckets.size()) {
            // Retention has taken one that was known; the next try makes it again.
            known = Set.of();
            throw new IllegalStateException("locked " + rows.size() + " of " + buckets.size() + " buckets");
        }
        List<Usage> usages = new ArrayList<>(buckets.size());
        var added = buckets.values().iterator();
        for (Row row : rows) {
            Usage stored = Columns.usage(row);
            stored.merge(added.next());
            usages.add(stored);
        }
        return usages;
    }

    private static Uni<Void> write(SqlConnection connection, Map<Bucket, Usage> buckets, List<Usage> usages) {
        return connection
                .preparedQuery("""
                UPDATE usage_rollup AS u
                   SET submitted = b.submitted, ready = b.ready, started = b.started, succeeded = b.succeeded,
                       retrying = b.retrying, dead = b.dead, cancelled = b.cancelled, released = b.released,
                       wait_count = b.wait_count, wait_sum = b.wait_sum, wait_min = b.wait_min,
                       wait_max = b.wait_max, wait_sketch = b.wait_sketch,
                       run_count = b.run_count, run_sum = b.run_sum, run_min = b.run_min,
                       run_max = b.run_max, run_sketch = b.run_sketch
                  FROM unnest($1::smallint[], $2::text[], $3::timestamptz[], $4::text[], $5::text[],
                              $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
                              $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[],
                              $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bytea[],
                              $19::bigint[], $20::bigint[], $21::bigint[], $22::bigint[], $23::bytea[])
                       AS b (grain, tenant, start_at, type, queue,
                             submitted, ready, started, succeeded, retrying, dead, cancelled, released,
                             wait_count, wait_sum, wait_min, wait_max, wait_sketch,
                             run_count, run_sum, run_min, run_max, run_sketch)
                 WHERE (u.grain, u.tenant, u.start_at, u.type, u.queue)
                     = (b.grain, b.tenant, b.start_at, b.type, b.queue)
                """)
                .execute(Columns.keysAndValues(buckets.keySet(), usages))
                .replaceWithVoid();
    }
}
