package dev.headrace.task.lease;

import dev.headrace.platform.identity.Identity;
import java.util.Set;

/**
 * Which tasks a poll asks for. Polls of one shape are served by one claim.
 *
 * @param queues empty means all
 * @param types empty means all
 */
record Shape(String tenant, Set<String> queues, Set<String> types) {
    Shape {
        queues = Set.copyOf(queues);
        types = Set.copyOf(types);
    }

    static Shape of(Identity caller, Set<String> queues, Set<String> types) {
        return new Shape(caller.tenant(), queues, types);
    }

    boolean accepts(String taskTenant, String queue, String type) {
        return tenant.equals(taskTenant)
                && (queues.isEmpty() || queues.contains(queue))
                && (types.isEmpty() || types.contains(type));
    }
}
