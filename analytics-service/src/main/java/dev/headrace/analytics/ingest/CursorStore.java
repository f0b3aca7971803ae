package dev.headrace.analytics.ingest;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;

/** Cursors in the database: offsets, which guard every step, and the ids of the events before them. */
@Singleton
public final class CursorStore {
    private final Pool pool;

    public CursorStore(Pool pool) {
        this.pool = pool;
    }

    /** Stored offsets of a topic by partition; a partition that was never read is absent. */
    public Uni<Map<Integer, Long>> offsets(String topic) {
        return pool.preparedQuery("SELECT part, next_offset FROM ingest_cursor WHERE topic = $1")
                .execute(Tuple.of(topic))
                .map(CursorStore::byPartition);
    }

    private static Map<Integer, Long> byPartition(RowSet<Row> rows) {
        Map<Integer, Long> offsets = new HashMap<>();
        rows.forEach(row -> offsets.put(row.getInteger("part"), row.getLong("next_offset")));
        return offsets;
    }

    /** Reads a cursor; makes one at offset 0 for a partition that was never read. */
    Uni<Cursor> load(TopicPartition partition, int window) {
        return pool.withTransaction(connection -> position(connection, partition)
                .chain(position -> seen(connection, partition, position, window)
                        .map(seen -> new Cursor(partition, position, seen))));
    }

    private static Uni<Long> position(SqlConnection connection, TopicPartition partition) {
        return connection
                .preparedQuery("""
                INSERT INTO ingest_cursor (topic, part, next_offset) VALUES ($1, $2, 0)
                ON CONFLICT (topic, part) DO UPDATE SET next_offset = ingest_cursor.next_offset
                RETURNING next_offset
                """)
                .execute(Tuple.of(partition.topic(), partition.partition()))
                .map(rows -> rows.iterator().next().getLong("next_offset"));
    }

    private static Uni<SeenIds> seen(SqlConnection connection, TopicPartition partition, long position, int window) {
        return connection
                .preparedQuery("""
                SELECT next_offset, ids FROM ingest_seen
                 WHERE topic = $1 AND part = $2 AND next_offset > $3 AND next_offset <= $4
                 ORDER BY next_offset
                """)
                .execute(Tuple.of(partition.topic(), partition.partition(), position - window, position))
                .map(rows -> ids(rows, window));
    }

    private static SeenIds ids(RowSet<Row> rows, int window) {
        SeenIds seen = new SeenIds(window);
        for (Row row : rows) {
            Buffer ids = row.getBuffer("ids").getDelegate();
            for (int at = 0; at < ids.length(); at += 2 * Long.BYTES) {
                seen.add(new UUID(ids.getLong(at), ids.getLong(at + Long.BYTES)), row.getLong("next_offset") - 1);
            }
        }
        return seen;
    }

    /**
     * Moves every cursor by its step, if it still is where the step was planned from, and remembers the steps' ids.
     *
     * @return fails with {@link CursorMoved} if one is not; the transaction must then be rolled back
     */
    Uni<Void> move(SqlConnection connection, String topic, List<Plan.Step> steps) {
        Tuple values = Tuple.of(topic)
                .addArrayOfInteger(partitions(steps))
                .addArrayOfLong(longs(steps, step -> step.cursor().position()))
                .addArrayOfLong(longs(steps, Plan.Step::next))
                .addArrayOfLong(longs(steps, step -> step.tally().counted()))
                .addArrayOfLong(longs(steps, step -> step.tally().duplicates()))
                .addArrayOfLong(longs(steps, step -> step.tally().unknown()))
                .addArrayOfLong(longs(steps, step -> step.tally().poison()))
                .addArrayOfLong(longs(steps, Plan.Step::missing))
                .addValue(steps.stream().map(step -> bytes(step.ids())).toArray(Buffer[]::new));
        return connection
                .preparedQuery("""
                WITH moved AS (
                     UPDATE ingest_cursor AS c
                        SET next_offset = s.next_offset, moved_at = now(),
                            counted = c.counted + s.counted, duplicates = c.duplicates + s.duplicates,
                            unknown = c.unknown + s.unknown, poison = c.poison + s.poison,
                            missing = c.missing + s.missing
                       FROM unnest($2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
                                   $8::bigint[], $9::bigint[])
                            AS s (part, expected, next_offset, counted, duplicates, unknown, poison, missing)
                      WHERE c.topic = $1 AND c.part = s.part AND c.next_offset = s.expected
                     RETURNING c.part),
                remembered AS (
                     INSERT INTO ingest_seen (topic, part, next_offset, ids)
                     SELECT $1, s.part, s.next_offset, s.ids
                       FROM unnest($2::int[], $4::bigint[], $10::bytea[]) AS s (part, next_offset, ids)
                      WHERE length(s.ids) > 0 AND (SELECT count(*) FROM moved) = cardinality($2::int[]))
                SELECT count(*) AS moved FROM moved
                """)
                .execute(values)
                .invoke(rows -> requireAll(rows.iterator().next().getLong("moved"), steps))
                .replaceWithVoid();
    }

    private static void requireAll(long moved, List<Plan.Step> steps) {
        if (moved != steps.size()) {
            throw new CursorMoved("moved " + moved + " of " + steps.size() + " cursors");
        }
    }

    /**
     * Forgets ids that are more than two windows behind their cursor.
     *
     * @return how many rows went, at most {@code limit}
     */
    public Uni<Integer> prune(int window, int limit) {
        return pool.preparedQuery("""
                DELETE FROM ingest_seen
                 WHERE (topic, part, next_offset) IN (
                       SELECT s.topic, s.part, s.next_offset
                         FROM ingest_cursor AS c
                         JOIN ingest_seen AS s ON s.topic = c.topic AND s.part = c.part
                                              AND s.next_offset <= c.next_offset - 2 * $1::bigint
                        LIMIT $2)
                """).execute(Tuple.of((long) window, limit)).map(RowSet::rowCount);
    }

    /** Sums over all partitions of a topic of how many records were which, since the beginning. */
    public Uni<Totals> totals(String topic) {
        return pool.preparedQuery("""
                SELECT coalesce(sum(counted), 0)::bigint AS counted, coalesce(sum(duplicates), 0)::bigint AS duplicates,
                       coalesce(sum(unknown), 0)::bigint AS unknown, coalesce(sum(poison), 0)::bigint AS poison,
                       coalesce(sum(missing), 0)::bigint AS missing
                  FROM ingest_cursor WHERE topic = $1
                """)
                .execute(Tuple.of(topic))
                .map(rows -> Totals.of(rows.iterator().next()));
    }

    /**
     * How many records were which.
     *
     * @param missing offsets that Kafka had already deleted when their turn came
     */
    public record Totals(long counted, long duplicates, long unknown, long poison, long missing) {
        static Totals of(Row row) {
            return new Totals(
                    row.getLong("counted"),
                    row.getLong("duplicates"),
                    row.getLong("unknown"),
                    row.getLong("poison"),
                    row.getLong("missing"));
        }
    }

    private static Integer[] partitions(List<Plan.Step> steps) {
        return steps.stream().map(step -> step.cursor().partition().partition()).toArray(Integer[]::new);
    }

    private static Long[] longs(List<Plan.Step> steps, ToLongFunction<Plan.Step> value) {
        return steps.stream().mapToLong(value).boxed().toArray(Long[]::new);
    }

    private static Buffer bytes(List<UUID> ids) {
        Buffer buffer = Buffer.buffer(ids.size() * 2 * Long.BYTES);
        ids.forEach(id -> buffer.appendLong(id.getMostSignificantBits()).appendLong(id.getLeastSignificantBits()));
        return buffer;
    }
}
