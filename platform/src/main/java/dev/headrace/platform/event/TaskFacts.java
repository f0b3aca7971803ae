package dev.headrace.platform.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What every event says of its task.
 *
 * @param owner subject that submitted it
 * @param priority CRITICAL, HIGH, NORMAL, LOW or BULK
 * @param state after the event
 * @param batchId the batch that it was handed in with
 */
public record TaskFacts(
        UUID taskId,
        String tenant,
        String owner,
        String type,
        String queue,
        String priority,
        String state,
        Instant createdAt,
        @Nullable UUID batchId) {}
