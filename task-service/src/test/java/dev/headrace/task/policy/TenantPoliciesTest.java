package dev.headrace.task.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.failure.FailureType;
import dev.headrace.task.model.RetryPolicy;
import dev.headrace.task.model.RetryPolicy.Strategy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TenantPoliciesTest {
    private static final RetryPolicy OWN = new RetryPolicy(Strategy.FIXED, 7, 7, false, 0);
    private static final Policy OF_CHARTS = new Policy(true, OWN, 2);
    private static final Policy OF_NETWORK = new Policy(true, OWN, null);

    private final TenantPolicies set = new TenantPolicies(
            List.of(
                    new TenantPolicies.OfType("*", Policy.DEFAULT),
                    new TenantPolicies.OfType("chart.*", Policy.DEFAULT),
                    new TenantPolicies.OfType("chart.daily", OF_CHARTS)),
            Map.of(FailureType.TRANSIENT_NETWORK, OF_NETWORK));

    @Test
    void theTasksOwnComesFirst() {
        assertEquals(
                "task",
                set.resolve(OWN, "chart.daily", FailureType.TRANSIENT_NETWORK, true)
                        .label());
    }

    @Test
    void thenThatOfItsTypeTheNearestOne() {
        assertEquals(
                "type chart.daily",
                set.resolve(null, "chart.daily", FailureType.UNKNOWN, true).label());
        assertEquals(
                "type chart.*",
                set.resolve(null, "chart.weekly", FailureType.UNKNOWN, true).label());
        assertEquals(
                "type *",
                set.resolve(null, "mail", FailureType.TRANSIENT_NETWORK, true).label());
    }

    @Test
    void thenThatOfTheFailureIfItIsSureThenTheDefault() {
        // Given
        TenantPolicies classes = new TenantPolicies(List.of(), Map.of(FailureType.TRANSIENT_NETWORK, OF_NETWORK));

        // Then
        Applied set = classes.resolve(null, "mail", FailureType.TRANSIENT_NETWORK, true);
        assertEquals("class TRANSIENT_NETWORK", set.label());
        assertEquals(OF_NETWORK, set.policy());
        assertEquals(
                "class SYSTEM_DISK_FULL",
                classes.resolve(null, "mail", FailureType.SYSTEM_DISK_FULL, true)
                        .label());
        assertEquals(
                "default",
                classes.resolve(null, "mail", FailureType.SYSTEM_DISK_FULL, false)
                        .label());
        assertEquals(
                "default",
                classes.resolve(null, "mail", FailureType.UNKNOWN, true).label());
    }

    @Test
    void attemptsAreNeverMoreThanTheTasks() {
        assertEquals(2, OF_CHARTS.attempts(5));
        assertEquals(1, OF_CHARTS.attempts(1));
        assertEquals(5, Policy.DEFAULT.attempts(5));
    }

    @Test
    void onlyWhatAPersonMustMendIsNeverTriedAgain() {
        for (FailureType type : FailureType.values()) {
            boolean permanent = type.name().startsWith("PERMANENT_") || type == FailureType.BUSINESS_LOGIC_VIOLATION;
            assertEquals(!permanent, ClassPolicies.of(type).retry(), type::name);
        }
        assertTrue(ClassPolicies.of(FailureType.TRANSIENT_RATE_LIMIT).backoff().baseMs() >= 1_000);
        assertFalse(ClassPolicies.of(FailureType.PERMANENT_NOT_FOUND).retry());
    }
}
