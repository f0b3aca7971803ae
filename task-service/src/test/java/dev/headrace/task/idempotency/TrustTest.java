package dev.headrace.task.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrustTest {
    private final Trust trust = new Trust(Duration.ofNanos(100));

    @Test
    void afterAFailureNobodyAsksForAWhile() {
        assertTrue(trust.holds(0));
        trust.lost(0);
        assertFalse(trust.holds(99));
        assertTrue(trust.holds(100));
    }

    @Test
    void theRestDoublesUpToABoundAndBeginsAnewAfterAnAnswer() {
        // Given
        long now = 0;
        long rest = 0;

        // When
        for (int i = 0; i < 20; i++) {
            assertEquals(i == 2, trust.lost(now));
            rest = 0;
            while (!trust.holds(now + rest)) {
                rest++;
            }
            now += rest;
        }

        // Then
        assertEquals(4_000, rest);
        assertTrue(trust.regained());
        assertFalse(trust.regained());
        assertFalse(trust.lost(now));
        assertTrue(trust.holds(now + 100));
        assertFalse(trust.regained());
    }

    @Test
    void callsThatFailTogetherCountOnce() {
        trust.lost(0);
        for (int i = 0; i < 10; i++) {
            assertFalse(trust.lost(1));
        }
        assertTrue(trust.holds(100));
    }
}
