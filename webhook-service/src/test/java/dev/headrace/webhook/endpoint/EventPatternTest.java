package dev.headrace.webhook.endpoint;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class EventPatternTest {
    @Test
    void anExactNameCoversItselfOnly() {
        assertTrue(EventPattern.matches("task.dead", "task.dead"));
        assertFalse(EventPattern.matches("task.dead", "task.deadline"));
        assertFalse(EventPattern.matches("task", "task.dead"));
    }

    @Test
    void aFamilyCoversWhatIsBelowIt() {
        assertTrue(EventPattern.matches("task.*", "task.dead"));
        assertTrue(EventPattern.matches("task.*", "task.a.b"));
        assertFalse(EventPattern.matches("task.*", "task"));
        assertFalse(EventPattern.matches("task.*", "tasks.dead"));
        assertFalse(EventPattern.matches("task.*", "batch.done"));
    }

    @Test
    void theStarCoversEverything() {
        assertTrue(EventPattern.matches("*", "task.dead"));
    }

    @Test
    void onlyTheThreeFormsAreValid() {
        List.of("*", "task.*", "task.dead", "a", "a.b_c.d1")
                .forEach(good -> assertTrue(EventPattern.isValid(good), good));
        List.of("", "**", "*.dead", "task.*.x", "task.", ".task", "Task", "task dead", "task.dead*")
                .forEach(bad -> assertFalse(EventPattern.isValid(bad), bad));
    }
}
