package dev.headrace.task.worker;

import java.util.Set;
import java.util.UUID;

/**
 * A registered worker.
 *
 * @param types what it runs; empty means all
 * @param queues where it takes from; empty means all
 */
public record Worker(UUID id, String tenant, Set<String> types, Set<String> queues, int slots) {
    public Worker {
        types = Set.copyOf(types);
        queues = Set.copyOf(queues);
    }
}
