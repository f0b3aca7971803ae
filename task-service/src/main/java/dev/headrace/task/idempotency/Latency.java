package dev.headrace.task.idempotency;

import java.util.Arrays;

/**
 * Times as counts in buckets, so that those of replicas can be added.
 *
 * @param count how many
 * @param p50Ms half took at most so long, in milliseconds: the upper bound of a bucket
 */
public record Latency(long count, double p50Ms, double p95Ms, double p99Ms) {
    /** Upper bounds, in milliseconds; what is slower counts in the last. */
    private static final double[] BOUNDS = {
        0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 75, 100, 150, 200, 500, 1_000, 10_000
    };

    static final int BUCKETS = BOUNDS.length;

    static int bucket(long nanos) {
        double ms = nanos / 1e6;
        int at = Arrays.binarySearch(BOUNDS, ms);
        return Math.min(at < 0 ? -at - 1 : at, BUCKETS - 1);
    }

    static Latency of(long[] counts) {
        long all = Arrays.stream(counts).sum();
        return new Latency(
                all, percentile(counts, all, 0.5), percentile(counts, all, 0.95), percentile(counts, all, 0.99));
    }

    private static double percentile(long[] counts, long all, double share) {
        long wanted = (long) Math.ceil(all * share);
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts[i];
            if (seen >= wanted && all > 0) {
                return BOUNDS[i];
            }
        }
        return 0;
    }
}
