package dev.headrace.analytics.rollup;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The sum of a batch of events: at most one {@link Usage} for each bucket, in lock order. */
public final class Rollup {
    private final NavigableMap<Bucket, Usage> buckets = new TreeMap<>();

    /** Counts the observation in its minute, its hour and its day. */
    public void add(Observation seen) {
        for (Grain grain : Grain.values()) {
            Bucket bucket = new Bucket(grain, grain.floor(seen.at()), seen.tenant(), seen.type(), seen.queue());
            buckets.computeIfAbsent(bucket, b -> new Usage()).add(seen);
        }
    }

    public NavigableMap<Bucket, Usage> buckets() {
        return Collections.unmodifiableNavigableMap(buckets);
    }

    public boolean isEmpty() {
        return buckets.isEmpty();
    }
}
