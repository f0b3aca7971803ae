package dev.headrace.analytics.rollup;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Usage as columns of the roll-up table: rows to values, and many values to one array for each column. */
public final class Columns {
    private Columns() {}

    /** The usage in a row that has all count, wait and run columns. */
    public static Usage usage(Row row) {
        Usage usage = new Usage(times(row, "wait"), times(row, "run"));
        for (Fact fact : Fact.values()) {
            usage.add(fact, row.getLong(fact.name().toLowerCase(Locale.ROOT)));
        }
        return usage;
    }

    private static Times times(Row row, String name) {
        var sketch = row.getBuffer(name + "_sketch");
        return Times.stored(
                row.getLong(name + "_count"),
                row.getLong(name + "_sum"),
                row.getLong(name + "_min"),
                row.getLong(name + "_max"),
                sketch == null ? null : sketch.getBytes());
    }

    /** Five arrays: grain, tenant, start, type, queue. */
    static Tuple keys(Collection<Bucket> buckets) {
        return Tuple.tuple()
                .addArrayOfShort(buckets.stream().map(b -> b.grain().code()).toArray(Short[]::new))
                .addArrayOfString(buckets.stream().map(Bucket::tenant).toArray(String[]::new))
                .addValue(buckets.stream().map(Columns::start).toArray(OffsetDateTime[]::new))
                .addArrayOfString(buckets.stream().map(Bucket::type).toArray(String[]::new))
                .addArrayOfString(buckets.stream().map(Bucket::queue).toArray(String[]::new));
    }

    /** The keys, then eight arrays of counts, then count, sum, min, max and sketch of waits and of runs. */
    static Tuple keysAndValues(Collection<Bucket> buckets, List<Usage> usages) {
        Tuple tuple = keys(buckets);
        for (Fact fact : Fact.values()) {
            addLongs(tuple, usages, usage -> usage.count(fact));
        }
        addTimes(tuple, usages, Usage::waits);
        addTimes(tuple, usages, Usage::runs);
        return tuple;
    }

    private static void addTimes(Tuple tuple, List<Usage> usages, Function<Usage, Times> times) {
        addLongs(tuple, usages, usage -> times.apply(usage).count());
        addLongs(tuple, usages, usage -> times.apply(usage).sum());
        addLongs(tuple, usages, usage -> times.apply(usage).min());
        addLongs(tuple, usages, usage -> times.apply(usage).max());
        tuple.addValue(usages.stream().map(usage -> sketch(times.apply(usage))).toArray(Buffer[]::new));
    }

    private static void addLongs(Tuple tuple, List<Usage> usages, ToLongFunction<Usage> value) {
        tuple.addArrayOfLong(usages.stream().mapToLong(value).boxed().toArray(Long[]::new));
    }

    private static @Nullable Buffer sketch(Times times) {
        return times.bytes().map(Buffer::buffer).orElse(null);
    }

    private static OffsetDateTime start(Bucket bucket) {
        return bucket.start().atOffset(ZoneOffset.UTC);
    }
}
