package dev.headrace.local.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

class CountsTest {

    @Test
    void threeWitnessesAreReadAlike() throws Exception {
        Counts tasks = Counts.ofTasks(List.of(
                new TaskRow("a", "SUCCEEDED", 2, 1, 1),
                new TaskRow("b", "SUCCEEDED", 1, 1, 1),
                new TaskRow("c", "DEAD", 1, 1, 1)));
        Counts usage = Counts.ofUsage(Gateway.JSON.readTree("""
                {"totals": {"counts": {"submitted": 3, "succeeded": 2, "retrying": 1, "dead": 1}}}"""));
        Counts deliveries = Counts.ofDeliveries(Gateway.JSON.readTree("""
                {"verified": {"task.succeeded": 2, "task.retrying": 1, "task.dead": 1}, "invalid": {}, "repeated": 0}"""));

        assertEquals(new Counts(2, 1, 1), tasks);
        assertEquals(tasks, usage);
        assertEquals(tasks, deliveries);
        assertEquals(new Counts(1, 1, 0), tasks.minus(new Counts(1, 0, 1)));
    }

    @Test
    void aRowSumsItsAttempts() throws Exception {
        TaskRow row = TaskRow.of(Gateway.JSON.readTree("""
                {"state": "RETRYING", "payload": {"name": "README.md"},
                 "attempts": [{"wait_ms": 3, "run_ms": 4}, {"wait_ms": 5}]}"""));

        assertEquals(new TaskRow("README.md", "RETRYING", 2, 8, 4), row);
        assertFalse(row.ended());
    }
}
