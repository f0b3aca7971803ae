package dev.headrace.analytics.rollup;

import java.time.Instant;
import java.util.Comparator;

/**
 * One row of the roll-ups: a span of time for one tenant, task type and queue.
 *
 * <p>The order is the order in which rows are locked, the same in every process, so that two writers never wait for
 * each other in a circle.
 *
 * @param start of the span, a multiple of the grain
 */
public record Bucket(Grain grain, Instant start, String tenant, String type, String queue)
        implements Comparable<Bucket> {
    private static final Comparator<Bucket> LOCK_ORDER = Comparator.comparing(Bucket::grain)
            .thenComparing(Bucket::tenant)
            .thenComparing(Bucket::start)
            .thenComparing(Bucket::type)
            .thenComparing(Bucket::queue);

    @Override
    public int compareTo(Bucket other) {
        return LOCK_ORDER.compare(this, other);
    }
}
