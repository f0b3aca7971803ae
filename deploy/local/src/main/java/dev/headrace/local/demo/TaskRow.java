package dev.headrace.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * One line of the table.
 *
 * @param waitMs sum over the attempts, from due to leased
 * @param runMs sum over the attempts, from leased to answered
 */
record TaskRow(String name, String state, int attempts, long waitMs, long runMs) {

    private static final Set<String> FINAL = Set.of("SUCCEEDED", "DEAD", "CANCELLED");

    static TaskRow of(JsonNode task) {
        long wait = 0;
        long run = 0;
        for (JsonNode attempt : task.path("attempts")) {
            wait += attempt.path("wait_ms").asLong();
            run += attempt.path("run_ms").asLong();
        }
        String name = task.path("payload").path("name").asText();
        return new TaskRow(
                name, task.path("state").asText(), task.path("attempts").size(), wait, run);
    }

    boolean ended() {
        return FINAL.contains(state);
    }
}
