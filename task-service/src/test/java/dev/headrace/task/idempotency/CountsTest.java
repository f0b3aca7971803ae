package dev.headrace.task.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountsTest {
    private static final long MINUTE = 60_000_000_000L;

    @Test
    void typesOverTheBoundAreCountedTogether() {
        Counts counts = new Counts();
        for (int i = 0; i < 10_050; i++) {
            counts.add("t", "type-" + i, Result.FIRST);
        }
        assertEquals(10_001, counts.kinds().size());
        assertEquals(50, counts.kinds().get(new Counts.Kind("t", Counts.OTHER_TYPES, Result.FIRST)));
    }

    @Test
    void theHitRateIsThatOfTheLastHour() {
        LastHour hour = new LastHour();
        long begin = System.nanoTime();
        assertEquals(0, hour.hitRatePercent(begin));
        hour.count(begin, true);
        hour.count(begin + 30 * MINUTE, false);
        assertEquals(50, hour.hitRatePercent(begin + 31 * MINUTE));
        assertEquals(0, hour.hitRatePercent(begin + 65 * MINUTE));
        hour.count(begin + 65 * MINUTE, true);
        assertEquals(50, hour.hitRatePercent(begin + 66 * MINUTE));
        assertEquals(0, hour.hitRatePercent(begin + 1_000 * MINUTE));
    }

    @Test
    void aPercentileIsTheBoundOfItsBucket() {
        long[] counts = new long[Latency.BUCKETS];
        for (int ms = 1; ms <= 100; ms++) {
            counts[Latency.bucket(ms * 1_000_000L)]++;
        }
        Latency latency = Latency.of(counts);
        assertEquals(100, latency.count());
        assertEquals(50, latency.p50Ms());
        assertEquals(100, latency.p95Ms());
        assertEquals(0, Latency.of(new long[Latency.BUCKETS]).p95Ms());
        assertEquals(Latency.BUCKETS - 1, Latency.bucket(Long.MAX_VALUE));
        assertEquals(0, Latency.bucket(0));
    }

    @Test
    void overFivePercentIsAWarning() {
        IdempotencyStats stats = IdempotencyStats.of(
                Instant.EPOCH,
                List.of(
                        new IdempotencyStats.Line(null, 190, 10, 0, 0),
                        new IdempotencyStats.Line("noisy", 15, 10, 0, 0),
                        new IdempotencyStats.Line("few", 14, 10, 0, 0),
                        new IdempotencyStats.Line("calm", 175, 0, 0, 0)),
                new IdempotencyStats.Latencies(
                        Latency.of(new long[Latency.BUCKETS]), Latency.of(new long[Latency.BUCKETS])),
                5,
                25);
        assertEquals(5, stats.hitRatePercent());
        assertTrue(!stats.warning());
        assertEquals(40, stats.types().getFirst().hitRatePercent());
        assertTrue(stats.types().getFirst().warning());
        assertTrue(!stats.types().get(1).warning(), "24 submissions are too few");
        assertTrue(!stats.types().getLast().warning());
    }
}
