package dev.headrace.analytics.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TimesTest {
    /** Six standard deviations and more, so that the random part of the sketch does not fail a build. */
    private static final double P50_RANK_ERROR = 0.04;

    private static final double P99_RANK_ERROR = 0.003;

    @Property(tries = 60)
    void percentilesStayWithinTheirRankError(
            @ForAll @IntRange(min = 1, max = 30_000) int size,
            @ForAll @IntRange(min = 1, max = 60) int parts,
            @ForAll long seed) {
        // Given
        long[] values = skewed(size, seed);
        List<Times> pieces = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            pieces.add(new Times());
        }
        for (int i = 0; i < size; i++) {
            pieces.get(i % parts).add(values[i]);
        }

        // When: each piece goes through the database and is merged into the others, as batches are
        Times merged = new Times();
        pieces.forEach(piece -> merged.merge(stored(piece)));

        // Then
        assertEquals(size, merged.count());
        assertEquals(LongStream.of(values).sum(), merged.sum());
        assertEquals(LongStream.of(values).min().orElseThrow(), merged.min());
        assertEquals(LongStream.of(values).max().orElseThrow(), merged.max());
        assertRank(values, merged.quantile(0.5), 0.5, P50_RANK_ERROR);
        assertRank(values, merged.quantile(0.99), 0.99, P99_RANK_ERROR);
    }

    @Test
    void percentilesOfFewValuesAreExact() {
        // Given
        Times times = new Times();
        LongStream.rangeClosed(1, 100).forEach(times::add);

        // When
        long p99 = times.quantile(0.99);

        // Then
        assertEquals(99, p99);
        assertEquals(50, times.quantile(0.5));
        assertEquals(100, times.quantile(1.0));
    }

    @Test
    void mergingNothingChangesNothing() {
        // Given
        Times times = new Times();
        times.add(7);

        // When
        times.merge(new Times());

        // Then
        assertEquals(1, times.count());
        assertEquals(7, times.min());
        assertEquals(7, times.quantile(0.5));
    }

    @Test
    void aMillionDurationsFitIntoSixteenKilobytes() {
        // Given
        Times times = new Times();

        // When
        LongStream.range(0, 1_000_000).forEach(times::add);

        // Then
        assertTrue(
                times.bytes().orElseThrow().length < 16_384,
                () -> "bytes: " + times.bytes().orElseThrow().length);
    }

    private static Times stored(Times times) {
        return Times.stored(
                times.count(),
                times.sum(),
                times.min(),
                times.max(),
                times.bytes().orElse(null));
    }

    /** Long-tailed, as latencies are: most near 10 ms, few of many seconds. */
    private static long[] skewed(int size, long seed) {
        Random random = new Random(seed);
        return LongStream.generate(() -> Math.round(10 * Math.exp(2 * random.nextGaussian())))
                .limit(size)
                .toArray();
    }

    /** The estimate's true rank interval must come within the error of the rank that was asked for. */
    private static void assertRank(long[] values, long estimate, double rank, double error) {
        double below = (double) LongStream.of(values).filter(v -> v < estimate).count() / values.length;
        double upTo = (double) LongStream.of(values).filter(v -> v <= estimate).count() / values.length;
        double slack = error + 1.0 / values.length;
        assertTrue(
                below <= rank + slack && upTo >= rank - slack,
                () -> estimate + " has rank " + below + " to " + upTo + ", wanted " + rank + " within " + slack);
    }
}
