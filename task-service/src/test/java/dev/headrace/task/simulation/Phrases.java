package dev.headrace.task.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.task.model.Priority;
import java.util.HashSet;
import java.util.Set;

/** What is said to the service, as JSON. */
final class Phrases {
    private static final int MINUTE_MS = 60_000;

    private Phrases() {}

    static ObjectNode task(Life task, long delayMinutes) {
        ObjectNode json = Wire.object().put("queue", task.kind.queue()).put("type", task.kind.type());
        json.put("priority", Priority.ofRank((short) task.priority).name());
        json.put("max_attempts", task.maxAttempts).put("delay_ms", delayMinutes * MINUTE_MS);
        json.putObject("retry")
                .put("strategy", "fixed")
                .put("jitter", "none")
                .put("base_ms", (long) task.retryMinutes * MINUTE_MS)
                .put("max_ms", (long) task.retryMinutes * MINUTE_MS);
        json.putObject("payload").put("n", 1);
        return json;
    }

    static ObjectNode ask(String worker, Set<String> queues, int max, int waitMs, long leaseMinutes) {
        ObjectNode ask = Wire.object().put("worker_id", worker).put("max", max).put("wait_ms", waitMs);
        ask.put("lease_ms", leaseMinutes * MINUTE_MS);
        ArrayNode names = ask.putArray("queues");
        queues.forEach(names::add);
        return ask;
    }

    static ObjectNode outcome(String id, long lease, String result, boolean retryable, long minutes) {
        ObjectNode outcome =
                Wire.object().put("task_id", id).put("lease", lease).put("result", result);
        if ("extended".equals(result)) {
            outcome.put("extend_ms", minutes * MINUTE_MS);
        }
        if ("failed".equals(result)) {
            ObjectNode error = outcome.putObject("error").put("type", "E").put("retryable", retryable);
            if (minutes >= 0) {
                error.put("retry_after_ms", minutes * MINUTE_MS);
            }
        }
        return outcome;
    }

    static Set<String> texts(JsonNode array) {
        Set<String> texts = new HashSet<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
