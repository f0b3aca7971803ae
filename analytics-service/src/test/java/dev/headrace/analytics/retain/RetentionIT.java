package dev.headrace.analytics.retain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.analytics.AnalyticsEngines;
import dev.headrace.analytics.rollup.Grain;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

@QuarkusTest
@AnalyticsEngines
class RetentionIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    @Inject
    Retention retention;

    private final String tenant = "t-" + UUID.randomUUID();

    @Test
    void eachGrainIsRemovedAtItsOwnAge() {
        // Given
        for (Grain grain : Grain.values()) {
            insert(grain, 13, 1);
            insert(grain, 15, 1);
            insert(grain, 91, 1);
            insert(grain, 731, 1);
        }

        // When
        retention.run().await().atMost(PATIENCE);

        // Then
        assertEquals(List.of(13), ages(Grain.MINUTE));
        assertEquals(List.of(13, 15), ages(Grain.HOUR));
        assertEquals(List.of(13, 15, 91), ages(Grain.DAY));
    }

    @Test
    void moreRowsThanFitIntoOneDeleteAreRemovedToo() {
        // Given
        insert(Grain.MINUTE, 20, 2_500);

        // When
        retention.run().await().atMost(PATIENCE);

        // Then
        assertEquals(List.of(), ages(Grain.MINUTE));
    }

    @Test
    void idsFarBehindTheirCursorAreForgotten() {
        // Given
        pool.preparedQuery("INSERT INTO ingest_cursor (topic, part, next_offset) VALUES ($1, 0, 1000000)")
                .executeAndAwait(Tuple.of(tenant));
        pool.preparedQuery("""
                        INSERT INTO ingest_seen (topic, part, next_offset, ids)
                        SELECT $1, 0, nr * 100000, '' FROM generate_series(1, 10) AS nr
                        """).executeAndAwait(Tuple.of(tenant));

        // When: the window is 65536, and twice that is kept
        retention.run().await().atMost(PATIENCE);

        // Then
        var left = pool.preparedQuery("SELECT next_offset FROM ingest_seen WHERE topic = $1 ORDER BY 1")
                .executeAndAwait(Tuple.of(tenant));
        assertEquals(
                List.of(900_000L, 1_000_000L),
                StreamSupport.stream(left.spliterator(), false)
                        .map(row -> row.getLong(0))
                        .toList());
    }

    private void insert(Grain grain, int daysOld, int types) {
        pool.preparedQuery("""
                        INSERT INTO usage_rollup (grain, tenant, start_at, type, queue)
                        SELECT $1, $2, now() - make_interval(days => $3), 'type-' || nr, 'q'
                          FROM generate_series(1, $4) AS nr
                        """).executeAndAwait(Tuple.of(grain.code(), tenant, daysOld, types));
    }

    private List<Integer> ages(Grain grain) {
        var rows = pool.preparedQuery("""
                        SELECT extract(day FROM now() - start_at)::int AS age FROM usage_rollup
                         WHERE grain = $1 AND tenant = $2 ORDER BY age
                        """).executeAndAwait(Tuple.of(grain.code(), tenant));
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.getInteger("age"))
                .toList();
    }
}
