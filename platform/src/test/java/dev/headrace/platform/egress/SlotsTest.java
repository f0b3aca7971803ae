package dev.headrace.platform.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class SlotsTest {

    private static final UUID SLOW = new UUID(0, 1);
    private static final UUID QUICK = new UUID(0, 2);

    @Test
    void oneEndpointNeverTakesMoreThanItsShare() {
        // Given
        var slots = new Slots<UUID>(10, 4);

        // When
        var slow = slots.take(SLOW, 100);

        // Then
        assertEquals(4, slow);
        assertEquals(0, slots.take(SLOW, 1));
        assertEquals(4, slots.take(QUICK, 4));
    }

    @Test
    void theTotalBoundsAll() {
        // Given
        var slots = new Slots<UUID>(5, 4);

        // When
        slots.take(SLOW, 4);

        // Then
        assertEquals(1, slots.take(QUICK, 4));
        assertEquals(5, slots.inUse());
    }

    @Test
    void whatIsReleasedCanBeTakenAgain() {
        // Given
        var slots = new Slots<UUID>(4, 4);
        slots.take(SLOW, 4);

        // When
        slots.release(SLOW, 3);

        // Then
        assertEquals(3, slots.take(QUICK, 9));
        slots.release(SLOW, 1);
        slots.release(QUICK, 3);
        assertEquals(0, slots.inUse());
    }
}
