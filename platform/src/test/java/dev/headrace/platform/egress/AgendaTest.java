package dev.headrace.platform.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);
    private static final UUID C = new UUID(0, 3);

    private final Slots<UUID> slots = new Slots<>(6, 4);
    private final Agenda<UUID> agenda = new Agenda<>(slots, 4);

    @Test
    void whoComesFirstIsServedFirstAndTheRestKeepTheirTurn() {
        // Given
        agenda.add(List.of(A, B, C));

        // When
        Map<UUID, Integer> room = agenda.next(10);

        // Then: four for A, two are left for B, C waits
        assertEquals(Map.of(A, 4, B, 2), room);
        assertTrue(agenda.contains(C));
        slots.release(A, 4);
        agenda.add(List.of(A));
        assertEquals(Map.of(C, 4), agenda.next(10));
        assertTrue(agenda.contains(A));
    }

    @Test
    void anEndpointWithoutAFreeSlotDoesNotHoldUpTheNext() {
        // Given
        slots.take(A, 4);
        agenda.add(List.of(A, B));

        // When
        Map<UUID, Integer> room = agenda.next(10);

        // Then
        assertEquals(Map.of(B, 2), room);
        assertTrue(agenda.contains(A));
    }

    @Test
    void aRoundTakesAsManyEndpointsAsItIsTold() {
        // Given
        agenda.add(List.of(A, B));

        // When / Then
        assertEquals(Map.of(A, 4), agenda.next(1));
        assertEquals(Map.of(B, 2), agenda.next(1));
        assertTrue(agenda.isEmpty());
        assertFalse(agenda.contains(A));
    }
}
