package dev.headrace.task.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.api.FieldError;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.api.Violations;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewTaskTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void theFarthestTimeThereIsHasAnErrorOfItsOwn() {
        assertEquals(List.of("run_at"), fields("\"run_at\":\"+999999999-12-31T23:59:59Z\""));
        assertEquals(List.of("run_at"), fields("\"run_at\":\"-999999999-01-01T00:00:00Z\",\"budget_ms\":5000"));
        assertEquals(
                List.of("run_at", "budget_ms"), fields("\"run_at\":\"+999999999-12-31T23:59:59Z\",\"budget_ms\":5000"));
    }

    @Test
    void aBudgetThatEndsBeforeTheTaskIsDueIsNamed() {
        assertEquals(List.of("budget_ms"), fields("\"delay_ms\":5000,\"budget_ms\":5000"));
        assertTrue(fields("\"delay_ms\":5000,\"budget_ms\":5001").isEmpty());
        assertEquals(List.of("budget_ms"), fields("\"run_at\":\"2026-11-22T12:00:06Z\",\"budget_ms\":5000"));
    }

    @Test
    void numbersBeyondAllBoundsAreNamed() {
        assertEquals(List.of("delay_ms"), fields("\"delay_ms\":-9223372036854775808"));
        assertEquals(List.of("delay_ms", "budget_ms"), fields("\"delay_ms\":9223372036854775807,\"budget_ms\":5000"));
        assertEquals(List.of("budget_ms"), fields("\"budget_ms\":9223372036854775807"));
    }

    private static List<String> fields(String more) {
        String json = "{\"type\":\"a\",\"payload\":{}," + more + "}";
        Violations violations = new Violations();
        JsonBytes.read(json.getBytes(StandardCharsets.UTF_8), NewTask.class).validate(violations, 1_000, NOW);
        return violations.errors().stream().map(FieldError::field).toList();
    }
}
