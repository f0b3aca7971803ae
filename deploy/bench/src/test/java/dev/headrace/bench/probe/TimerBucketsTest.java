package dev.headrace.bench.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TimerBucketsTest {
    private static final String BEFORE = """
            # TYPE check_seconds histogram
            check_seconds_bucket{way="redis",le="0.001"} 40.0
            check_seconds_bucket{way="redis",le="0.002"} 40.0
            check_seconds_bucket{way="redis",le="+Inf"} 50.0
            check_seconds_bucket{way="postgres",le="0.001"} 7.0
            check_seconds_count{way="redis"} 50.0
            """;
    private static final String AFTER = """
            check_seconds_bucket{way="redis",le="0.001"} 100.0
            check_seconds_bucket{le="0.002",way="redis"} 135.0
            check_seconds_bucket{way="redis",le="+Inf"} 150.0
            check_seconds_bucket{way="postgres",le="0.001"} 900.0
            """;

    @Test
    void whatWasCountedSinceIsToldByTheBoundsOfItsBuckets() {
        TimerBuckets before = TimerBuckets.parse(BEFORE, "check_seconds", "way=\"redis\"");
        TimerBuckets now = TimerBuckets.parse(AFTER, "check_seconds", "way=\"redis\"");

        TimerBuckets since = now.since(before);

        assertEquals(100, since.count());
        assertEquals(1, since.atMostMillis(0.6));
        assertEquals(2, since.atMostMillis(0.61));
        assertEquals(2, since.atMostMillis(0.95));
        assertEquals(Double.POSITIVE_INFINITY, since.atMostMillis(0.96));
    }
}
