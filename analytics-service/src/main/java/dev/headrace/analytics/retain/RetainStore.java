package dev.headrace.analytics.retain;

import dev.headrace.analytics.rollup.Grain;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;

/** Removal of old roll-ups. */
@Singleton
final class RetainStore {
    private final Pool pool;

    RetainStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * Removes roll-ups of a grain that start before a moment, oldest first; rows that another replica is removing are
     * left to it.
     *
     * @return how many, at most {@code limit}
     */
    Uni<Integer> delete(Grain grain, Instant before, int limit) {
        return pool.preparedQuery("""
                DELETE FROM usage_rollup
                 WHERE ctid IN (SELECT ctid FROM usage_rollup
                                 WHERE grain = $1 AND start_at < $2
                                 ORDER BY start_at
                                 LIMIT $3
                                   FOR UPDATE SKIP LOCKED)
                """)
                .execute(Tuple.of(grain.code(), before.atOffset(ZoneOffset.UTC), limit))
                .map(RowSet::rowCount);
    }
}
