package dev.headrace.analytics.query;

import dev.headrace.analytics.rollup.Fact;
import dev.headrace.analytics.rollup.Times;
import dev.headrace.analytics.rollup.Usage;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a tenant's tasks in a range of time.
 *
 * @param from the start that was asked for, moved back to the start of a bucket
 * @param to the end that was asked for, moved on to the end of a bucket
 * @param series a point for each bucket and task type in which something happened, oldest first
 * @param totals over the whole range and all types
 */
@Schema(description = "What happened to a tenant's tasks in a range of time")
public record UsageReport(
        Instant from, Instant to, String interval, String tenant, List<Point> series, Figures totals) {
    public UsageReport {
        series = List.copyOf(series);
    }

    /** One task type in one bucket. The times are absent where no attempt started or ended. */
    public record Point(
            Instant start,
            String type,
            Counts counts,
            @Nullable Latency waitMs,
            @Nullable Latency runMs) {
        static Point of(Instant start, String type, Usage usage) {
            return new Point(start, type, Counts.of(usage), Latency.of(usage.waits()), Latency.of(usage.runs()));
        }
    }

    /** Everything in the range. */
    public record Figures(
            Counts counts,
            @Nullable Latency waitMs,
            @Nullable Latency runMs) {
        static Figures of(Usage usage) {
            return new Figures(Counts.of(usage), Latency.of(usage.waits()), Latency.of(usage.runs()));
        }
    }

    /** Events by kind. Started counts attempts; a task has one submitted and at most one of succeeded, dead, cancelled. */
    public record Counts(
            long submitted,
            long ready,
            long started,
            long succeeded,
            long retrying,
            long dead,
            long cancelled,
            long released) {
        static Counts of(Usage usage) {
            return new Counts(
                    usage.count(Fact.SUBMITTED),
                    usage.count(Fact.READY),
                    usage.count(Fact.STARTED),
                    usage.count(Fact.SUCCEEDED),
                    usage.count(Fact.RETRYING),
                    usage.count(Fact.DEAD),
                    usage.count(Fact.CANCELLED),
                    usage.count(Fact.RELEASED));
        }
    }

    /** Milliseconds. Percentiles come from sketches (see {@link Times}); the others are exact. */
    public record Latency(long count, long p50, long p95, long p99, long min, long max, double avg) {
        static @Nullable Latency of(Times times) {
            if (times.count() == 0) {
                return null;
            }
            double average = (double) times.sum() / times.count();
            return new Latency(
                    times.count(),
                    times.quantile(0.5),
                    times.quantile(0.95),
                    times.quantile(0.99),
                    times.min(),
                    times.max(),
                    Math.round(average * 1_000) / 1_000.0);
        }
    }
}
