package dev.headrace.task.escalation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.rule.QueueName;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final QueueName MAIL = new QueueName("acme", "mail");

    @Test
    void countsOverTheLastFiveLooks() {
        // Given
        Pace pace = new Pace();
        pace.ended(MAIL);
        pace.ended(MAIL);

        // When
        Pace.Lately first = pace.look();

        // Then
        assertEquals(Map.of(MAIL, 2L), first.ended());
        assertTrue(first.overMs() >= 1);
        for (int i = 0; i < 4; i++) {
            assertEquals(Map.of(MAIL, 2L), pace.look().ended());
        }
        assertEquals(Map.of(), pace.look().ended());
    }
}
