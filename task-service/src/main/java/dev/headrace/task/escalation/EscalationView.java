package dev.headrace.task.escalation;

import dev.headrace.task.model.Priority;
import java.time.Instant;

/**
 * Tasks that moved up together.
 *
 * @param tasks how many
 * @param dueAt since when the first of them waits
 */
public record EscalationView(
        long id,
        Instant at,
        String queue,
        String type,
        Priority from,
        Priority to,
        int tasks,
        Instant dueAt,
        String reason) {}
