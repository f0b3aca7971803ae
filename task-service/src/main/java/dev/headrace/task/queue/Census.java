package dev.headrace.task.queue;

import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.rule.QueueName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was in all queues at one time.
 *
 * @param takenAt when it was counted
 */
record Census(Instant takenAt, Map<QueueName, List<Group>> queues) {
    Census {
        queues = Map.copyOf(queues);
    }

    /**
     * Tasks of one queue that have the same priority and state.
     *
     * @param oldestMs how long the first of them has been due, in milliseconds; only of READY ones
     */
    record Group(
            QueueName queue,
            Priority priority,
            TaskState state,
            long tasks,
            @Nullable Long oldestMs) {}

    static Census of(Instant takenAt, List<Group> groups) {
        return new Census(takenAt, groups.stream().collect(Collectors.groupingBy(Group::queue)));
    }

    List<Group> of(QueueName queue) {
        return queues.getOrDefault(queue, List.of());
    }

    /** Names of a tenant's queues that have tasks. */
    Set<String> names(String tenant) {
        return queues.keySet().stream()
                .filter(queue -> queue.tenant().equals(tenant))
                .map(QueueName::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
