package dev.headrace.analytics.ingest;

import dev.headrace.analytics.rollup.Bucket;
import dev.headrace.analytics.rollup.Rollup;
import dev.headrace.analytics.rollup.RollupStore;
import dev.headrace.analytics.rollup.Usage;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.NavigableMap;

/** One transaction for one batch: cursors, ids and roll-ups together, or nothing. */
@Singleton
final class BatchStore {
    private final Pool pool;
    private final CursorStore cursors;
    private final RollupStore rollups;

    BatchStore(Pool pool, CursorStore cursors, RollupStore rollups) {
        this.pool = pool;
        this.cursors = cursors;
        this.rollups = rollups;
    }

    /** Fails with {@link CursorMoved}, and writes nothing, if a step was planned from an offset that has passed. */
    Uni<Void> commit(String topic, List<Plan.Step> steps) {
        Rollup rollup = new Rollup();
        steps.forEach(step -> step.seen().forEach(rollup::add));
        NavigableMap<Bucket, Usage> buckets = rollup.buckets();
        return pool.withTransaction(connection ->
                        cursors.move(connection, topic, steps).chain(() -> rollups.add(connection, buckets)))
                .invoke(() -> rollups.committed(buckets));
    }
}
