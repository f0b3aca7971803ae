package dev.headrace.task.signal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class QueueRulesTest {
    private static final Kind KIND = new Kind("t", "q", "x", false);
    private static final QueueRules.Queue QUEUE = QueueRules.Queue.of(KIND);
    private static final QueueRules.Rule PAUSED = new QueueRules.Rule(true, null);
    private static final QueueRules.Rule LIMITED = new QueueRules.Rule(false, 3);
    private static final QueueRules.Rule NONE = new QueueRules.Rule(false, null);

    private final QueueRules rules = new QueueRules();

    @Test
    void nothingIsLeasedUntilTheRulesAreKnown() {
        assertFalse(rules.isOpen(KIND));
        assertFalse(rules.isFree(KIND));

        // When
        assertTrue(rules.found(rules.asOf(), Map.of()));

        // Then
        assertTrue(rules.isOpen(KIND));
        assertTrue(rules.isFree(KIND));
    }

    @Test
    void whatWasReadBeforeAChangeOfThisReplicaIsNotBelieved() {
        // Given
        rules.found(rules.asOf(), Map.of());
        long asOf = rules.asOf();
        rules.changed(QUEUE, PAUSED);

        // When
        assertFalse(rules.found(asOf, Map.of()));

        // Then
        assertFalse(rules.isOpen(KIND));
        assertTrue(rules.found(rules.asOf(), Map.of()));
        assertTrue(rules.isOpen(KIND));
    }

    @Test
    void aLimitedQueueIsOpenButNotFreeAndWithoutRuleItIsBoth() {
        // Given
        rules.found(rules.asOf(), Map.of(QUEUE, LIMITED));
        assertTrue(rules.isOpen(KIND));
        assertTrue(rules.isLimited(KIND));
        assertFalse(rules.isFree(KIND));

        // When
        rules.changed(QUEUE, NONE);

        // Then
        assertTrue(rules.isFree(KIND));
        assertFalse(rules.isLimited(KIND));
        assertFalse(rules.areAny());
    }

    @Test
    void theSameRulesAgainAreNoNews() {
        assertTrue(rules.found(rules.asOf(), Map.of(QUEUE, PAUSED)));
        assertFalse(rules.found(rules.asOf(), Map.of(QUEUE, PAUSED)));
    }
}
