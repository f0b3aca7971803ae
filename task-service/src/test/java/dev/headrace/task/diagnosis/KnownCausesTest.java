package dev.headrace.task.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.failure.AlertLevel;
import dev.headrace.task.failure.Classification;
import dev.headrace.task.failure.Failure;
import dev.headrace.task.failure.FailureType;
import dev.headrace.task.failure.OperatorRule;
import dev.headrace.task.failure.Remediation;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownCausesTest {
    private static final Classification FULL = new Classification(
            FailureType.SYSTEM_DISK_FULL, 0.9, "message:disk", Remediation.SCALE_RESOURCES, AlertLevel.HIGH);

    private final KnownCauses causes = new KnownCauses();

    private static Diagnoser.Case failed(String tenant) {
        return new Diagnoser.Case(tenant, "t", 1, new Failure("OSError", "no space left", null, null), null);
    }

    @Test
    void theSameCauseIsToldAsItWasBefore() {
        // Given
        causes.learn(failed("a"), "f1", List.of(), FULL);

        // When
        Classification recalled = causes.recall(failed("a"), "f1", List.of()).orElseThrow();

        // Then
        assertEquals(FailureType.SYSTEM_DISK_FULL, recalled.type());
        assertEquals(0.9, recalled.confidence());
        assertEquals("message:disk+recalled", recalled.rule());
    }

    @Test
    void whatWasFoundByOtherRulesDoesNotCount() {
        // Given
        OperatorRule rule = rule(FailureType.BUSINESS_LOGIC_VIOLATION);
        causes.learn(failed("a"), "f1", List.of(), FULL);
        causes.learn(failed("b"), "f1", List.of(rule), FULL);

        // When / Then
        assertTrue(causes.recall(failed("a"), "f1", List.of(rule)).isEmpty());
        assertTrue(causes.recall(failed("b"), "f1", List.of()).isEmpty());
        assertTrue(causes.recall(failed("b"), "f1", List.of(rule(FailureType.SYSTEM_DISK_FULL)))
                .isEmpty());
        assertTrue(causes.recall(failed("b"), "f1", List.of(rule)).isPresent());
    }

    private static OperatorRule rule(FailureType type) {
        return new OperatorRule("full", null, null, null, "t", type, 1, null, null);
    }

    @Test
    void anotherCauseAndAnotherTenantAreNotKnown() {
        causes.learn(failed("a"), "f1", List.of(), FULL);

        assertTrue(causes.recall(failed("a"), "f2", List.of()).isEmpty());
        assertTrue(causes.recall(failed("b"), "f1", List.of()).isEmpty());
    }
}
