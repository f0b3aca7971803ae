package dev.headrace.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A task as a lease call gave it. */
record LeasedTask(
        String id,
        long lease,
        int attempt,
        int maxAttempts,
        String type,
        String queue,
        String priority,
        JsonNode payload,
        JsonNode metadata,
        Instant createdAt,
        @Nullable Instant deadline) {

    /** @throws RuntimeException if it is not a task */
    static LeasedTask of(JsonNode task) {
        JsonNode deadline = task.path("deadline");
        return new LeasedTask(
                task.required("id").asText(),
                task.required("lease").asLong(),
                task.path("attempt").asInt(1),
                task.path("max_attempts").asInt(1),
                task.required("type").asText(),
                task.path("queue").asText(),
                task.path("priority").asText(),
                task.path("payload"),
                task.path("metadata"),
                Instant.parse(task.required("created_at").asText()),
                deadline.isTextual() ? Instant.parse(deadline.asText()) : null);
    }
}
