package dev.headrace.task.idempotency;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of submissions with a key, over all replicas.
 *
 * @param since beginning of the time that is covered
 * @param hitRatePercent repeats among all submissions with a key
 * @param warning whether that is more than {@code warnPercent} of at least {@code warnFrom} submissions: somebody sends too
 *     much twice
 * @param latency how long it took to answer a repeat, by who knew that it was one
 * @param types those with the most repeats, up to a hundred
 */
public record IdempotencyStats(
        Instant since,
        long submissions,
        long firsts,
        long hits,
        long conflicts,
        long inFlight,
        double hitRatePercent,
        boolean warning,
        double warnPercent,
        long warnFrom,
        Latencies latency,
        List<OfType> types) {

    public IdempotencyStats {
        types = List.copyOf(types);
    }

    /** By who knew that a submission was a repeat. */
    public record Latencies(Latency redis, Latency postgres) {}

    /** The same for one type of tasks. */
    public record OfType(
            String type,
            long submissions,
            long firsts,
            long hits,
            long conflicts,
            long inFlight,
            double hitRatePercent,
            boolean warning) {}

    /** Counts of a type, or of all. */
    record Line(@Nullable String type, long firsts, long hits, long conflicts, long inFlight) {
        long submissions() {
            return firsts + hits + conflicts + inFlight;
        }

        /** Rounded to hundredths. */
        double hitRatePercent() {
            return submissions() == 0 ? 0 : Math.round(10_000.0 * hits / submissions()) / 100.0;
        }

        boolean isWorthAWarning(double warnPercent, long warnFrom) {
            return submissions() >= warnFrom && hitRatePercent() > warnPercent;
        }

        OfType ofType(double warnPercent, long warnFrom) {
            return new OfType(
                    String.valueOf(type),
                    submissions(),
                    firsts,
                    hits,
                    conflicts,
                    inFlight,
                    hitRatePercent(),
                    isWorthAWarning(warnPercent, warnFrom));
        }
    }

    /** @param lines the whole, and then each type */
    static IdempotencyStats of(Instant since, List<Line> lines, Latencies latency, double warnPercent, long warnFrom) {
        Line all = lines.getFirst();
        return new IdempotencyStats(
                since,
                all.submissions(),
                all.firsts(),
                all.hits(),
                all.conflicts(),
                all.inFlight(),
                all.hitRatePercent(),
                all.isWorthAWarning(warnPercent, warnFrom),
                warnPercent,
                warnFrom,
                latency,
                lines.stream()
                        .skip(1)
                        .map(line -> line.ofType(warnPercent, warnFrom))
                        .toList());
    }
}
