package dev.headrace.task.failure.trend;

import dev.headrace.task.failure.FailureType;
import java.time.Instant;
import java.util.List;

/**
 * Failures over time.
 *
 * @param from beginning of the first interval
 * @param to end of the last one, which is now
 * @param total failed attempts in that time
 * @param types those that occurred, the most frequent first
 */
public record Trends(Instant from, Instant to, long intervalMs, long total, List<OfType> types) {
    /**
     * One type of failure.
     *
     * @param share of the total, 0 to 1
     * @param trend rising or falling if the later half has at least half as much again, or less by as much, as the earlier one;
     *     steady otherwise
     * @param counts of each interval, the oldest first
     */
    public record OfType(FailureType type, long count, double share, String trend, List<Long> counts) {
        static OfType of(FailureType type, List<Long> counts, long total) {
            long count = counts.stream().mapToLong(Long::longValue).sum();
            double share = total == 0 ? 0 : Math.round(1_000.0 * count / total) / 1_000.0;
            return new OfType(type, count, share, trend(counts), counts);
        }

        private static String trend(List<Long> counts) {
            int half = counts.size() / 2;
            long before =
                    counts.subList(0, half).stream().mapToLong(Long::longValue).sum();
            long after = counts.subList(counts.size() - half, counts.size()).stream()
                    .mapToLong(Long::longValue)
                    .sum();
            if (after * 2 >= before * 3 && after > before) {
                return "rising";
            }
            return before * 2 >= after * 3 && before > after ? "falling" : "steady";
        }
    }
}
