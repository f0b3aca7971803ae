package dev.headrace.task.submit;

import dev.headrace.task.model.TaskState;
import java.time.Instant;
import java.util.UUID;

/**
 * The promise: the task is durable.
 *
 * @param state SCHEDULED or READY; RUNNING if a waiting worker has it already; the present one for a replay
 */
public record Submitted(UUID id, TaskState state, String queue, String priority, Instant runAt) {}
