package dev.headrace.platform.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FloorTest {
    private static final long GRACE = Floor.GRACE.toNanos();

    private final Floor floor = new Floor();

    @Test
    void itRisesToAMarkWhenARoundThatBeganLongEnoughAfterItHasFoundEverything() {
        // Given
        floor.mark(100, 0);

        // When a round was too early
        floor.done(GRACE - 1, Long.MAX_VALUE);
        assertEquals(0, floor.id());

        // Then
        floor.done(GRACE, Long.MAX_VALUE);
        assertEquals(101, floor.id());
    }

    @Test
    void aRoundThatDidNotReachTheMarkSaysNothingOfIt() {
        floor.mark(100, 0);
        floor.done(GRACE, 99);
        assertEquals(0, floor.id());
        floor.done(GRACE, 100);
        assertEquals(101, floor.id());
    }

    @Test
    void marksAreKeptApartByASecond() {
        floor.mark(100, 0);
        floor.mark(200, 1);
        floor.mark(300, 1_000_000_000);
        floor.done(GRACE, Long.MAX_VALUE);
        assertEquals(101, floor.id());
        floor.done(GRACE + 1_000_000_000, Long.MAX_VALUE);
        assertEquals(301, floor.id());
    }

    @Test
    void afterAFailureItBeginsAgain() {
        floor.mark(100, 0);
        floor.done(GRACE, Long.MAX_VALUE);
        floor.mark(200, GRACE);
        floor.reset();
        floor.done(3 * GRACE, Long.MAX_VALUE);
        assertEquals(0, floor.id());
    }
}
