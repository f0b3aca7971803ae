package dev.headrace.analytics.rollup;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sum of a batch of events: at most one {@link Usage} for each bucket, in lock order. Events are added to their
 * minutes only; hours and days are the sums of these.
 */
public final class Rollup {
    private static final long MINUTE_SECONDS = Grain.MINUTE.length().toSeconds();

    private final Map<Minute, Usage> minutes = new HashMap<>();
    private @Nullable Minute last;
    private Usage lastUsage = new Usage();

    private record Minute(long number, String tenant, String type, String queue) {
        static Minute of(Observation seen) {
            long number = Math.floorDiv(seen.at().getEpochSecond(), MINUTE_SECONDS);
            return new Minute(number, seen.tenant(), seen.type(), seen.queue());
        }

        Bucket bucket(Grain grain) {
            Instant start = Instant.ofEpochSecond(number * MINUTE_SECONDS);
            return new Bucket(grain, grain.floor(start), tenant, type, queue);
        }
    }

    /** Counts the observation in its minute, its hour and its day. */
    public void add(Observation seen) {
        Minute minute = Minute.of(seen);
        if (!minute.equals(last)) {
            last = minute;
            lastUsage = minutes.computeIfAbsent(minute, _ -> new Usage());
        }
        lastUsage.add(seen);
    }

    /** The sums so far. */
    public NavigableMap<Bucket, Usage> buckets() {
        NavigableMap<Bucket, Usage> buckets = new TreeMap<>();
        minutes.forEach((minute, usage) -> {
            for (Grain grain : Grain.values()) {
                buckets.computeIfAbsent(minute.bucket(grain), _ -> new Usage()).merge(usage);
            }
        });
        return buckets;
    }

    public boolean isEmpty() {
        return minutes.isEmpty();
    }
}
