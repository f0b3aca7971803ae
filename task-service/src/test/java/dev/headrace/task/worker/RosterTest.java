package dev.headrace.task.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RosterTest {
    private final Roster roster = new Roster();
    private final Worker stays = worker();
    private final Worker goes = worker();

    private static Worker worker() {
        return new Worker(UUID.randomUUID(), "t", Set.of(), Set.of(), Set.of(), 1);
    }

    @Test
    void whoIsHeardOfIsNamedOnce() {
        roster.heard(stays);
        roster.heard(goes);
        roster.heard(stays);
        assertEquals(Set.of(stays.id(), goes.id()), roster.takeHeard());
        assertEquals(Set.of(), roster.takeHeard());
        assertEquals(Optional.of(stays), roster.known(stays.id()));
    }

    @Test
    void whatAnotherReplicaDidIsLearnedFromTheDatabase() {
        // Given
        roster.heard(stays);
        roster.heard(goes);
        roster.drain(goes.id());

        // When
        roster.correct(Set.of(stays.id(), goes.id()), new WorkerStore.Roll(Set.of(stays.id()), Set.of(stays.id())));

        // Then
        assertTrue(roster.isDraining(stays.id()));
        assertFalse(roster.isDraining(goes.id()));
        assertEquals(Optional.empty(), roster.known(goes.id()));
    }
}
