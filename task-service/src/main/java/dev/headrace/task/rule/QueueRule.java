package dev.headrace.task.rule;

import org.jspecify.annotations.Nullable;

/**
 * What an operator set for a queue.
 *
 * @param maxRunning most leases at a time; null is no limit
 * @param weight its share beside the other queues of the tenant at equal priority; null: by due time
 */
public record QueueRule(
        String tenant,
        String name,
        boolean paused,
        @Nullable Integer maxRunning,
        @Nullable Integer weight) {
    QueueName queue() {
        return new QueueName(tenant, name);
    }
}
