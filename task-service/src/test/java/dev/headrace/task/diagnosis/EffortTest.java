package dev.headrace.task.diagnosis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EffortTest {
    private final AtomicLong now = new AtomicLong();
    private final Effort effort = new Effort(Duration.ofMillis(300), now::get);

    private static long ms(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void whoSpentItWaitsForMoreAndNobodyElseDoes() {
        // When
        effort.spent("a", ms(450));

        // Then
        assertFalse(effort.isLeft("a"));
        assertTrue(effort.isLeft("b"));

        // When
        now.addAndGet(ms(490));

        // Then
        assertFalse(effort.isLeft("a"));

        // When
        now.addAndGet(ms(20));

        // Then
        assertTrue(effort.isLeft("a"));
    }

    @Test
    void itDoesNotAddUp() {
        assertTrue(effort.isLeft("a"));
        now.addAndGet(ms(3_600_000));
        assertTrue(effort.isLeft("a"));
        effort.spent("a", ms(301));
        assertFalse(effort.isLeft("a"));
    }
}
