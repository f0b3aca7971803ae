package dev.headrace.task.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.model.RetryPolicy.Strategy;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    @Provide
    Arbitrary<RetryPolicy> policies() {
        return Combinators.combine(
                        Arbitraries.of(Strategy.values()),
                        Arbitraries.longs().between(1, Long.MAX_VALUE / 4),
                        Arbitraries.longs().between(0, Long.MAX_VALUE / 4),
                        Arbitraries.of(true, false))
                .as((strategy, base, more, jitter) -> new RetryPolicy(strategy, base, base + more, jitter, 0));
    }

    @Property
    void aDelayIsNeverNegativeAndNeverOverTheCap(
            @ForAll("policies") RetryPolicy policy, @ForAll @IntRange(min = 1) int attempt, @ForAll long seed) {
        long delay = policy.delayMs(attempt, new SplittableRandom(seed));
        assertTrue(delay >= 0 && delay <= policy.fullDelayMs(attempt) && delay <= policy.maxMs());
    }

    @Property
    void aFullDelayNeverShrinksWithTheAttempts(
            @ForAll("policies") RetryPolicy policy, @ForAll @IntRange(min = 1, max = 1_000_000) int attempt) {
        assertTrue(policy.fullDelayMs(attempt) <= policy.fullDelayMs(attempt + 1));
    }

    @Test
    void exponentialDoubles() {
        RetryPolicy policy = new RetryPolicy(Strategy.EXPONENTIAL, 1_000, 60_000, false, 0);
        assertEquals(1_000, policy.fullDelayMs(1));
        assertEquals(2_000, policy.fullDelayMs(2));
        assertEquals(32_000, policy.fullDelayMs(6));
        assertEquals(60_000, policy.fullDelayMs(7));
        assertEquals(60_000, policy.fullDelayMs(Integer.MAX_VALUE));
    }

    @Test
    void linearAddsAndFixedStays() {
        assertEquals(3_000, new RetryPolicy(Strategy.LINEAR, 1_000, 60_000, false, 0).fullDelayMs(3));
        assertEquals(1_000, new RetryPolicy(Strategy.FIXED, 1_000, 60_000, false, 0).fullDelayMs(3));
    }

    @Test
    void fullJitterSpreadsEvenlyOverTheWholeDelay() {
        // Given
        RetryPolicy policy = new RetryPolicy(Strategy.FIXED, 1_000, 1_000, true, 0);
        SplittableRandom random = new SplittableRandom(42);
        int[] tenths = new int[10];

        // When
        for (int i = 0; i < 100_000; i++) {
            tenths[(int) Math.min(9, policy.delayMs(1, random) / 100)]++;
        }

        // Then
        for (int count : tenths) {
            assertEquals(10_000, count, 500);
        }
    }

    @Property
    void aDecorrelatedDelayIsNeverUnderItsBase(
            @ForAll("policies") RetryPolicy any, @ForAll @IntRange(min = 1) int attempt, @ForAll long seed) {
        RetryPolicy policy = new RetryPolicy(Strategy.DECORRELATED, any.baseMs(), any.maxMs(), any.jitter(), 0);
        long delay = policy.delayMs(attempt, new SplittableRandom(seed));
        assertTrue(delay >= policy.baseMs() && delay <= policy.maxMs());
    }

    @Test
    void decorrelatedDelaysGrowUntilTheyFillTheRange() {
        // Given
        RetryPolicy policy = new RetryPolicy(Strategy.DECORRELATED, 100, 10_000, true, 0);
        SplittableRandom random = new SplittableRandom(42);

        // When
        double[] mean = new double[6];
        long longest = 0;
        for (int i = 0; i < 60_000; i++) {
            long delay = policy.delayMs(i % 6 + 1, random);
            mean[i % 6] += delay / 10_000.0;
            longest = Math.max(longest, delay);
        }

        // Then: evenly from 100 to 300 at first, and each further draw from 100 to three times the one before
        assertEquals(200, mean[0], 3);
        assertEquals(350, mean[1], 8);
        for (int i = 1; i < mean.length; i++) {
            assertTrue(mean[i] > mean[i - 1] * 1.3);
        }
        assertTrue(longest > 9_000 && longest <= 10_000);
    }

    @Test
    void nonsenseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new RetryPolicy(Strategy.FIXED, 0, 1, false, 0));
        assertThrows(IllegalArgumentException.class, () -> new RetryPolicy(Strategy.FIXED, 2, 1, false, 0));
        assertThrows(IllegalArgumentException.class, () -> RetryPolicy.DEFAULT.fullDelayMs(0));
    }
}
