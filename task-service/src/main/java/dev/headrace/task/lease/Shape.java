package dev.headrace.task.lease;

import dev.headrace.task.signal.Kind;
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

    boolean isFor(String ofTenant, String queue) {
        return tenant.equals(ofTenant) && (queues.isEmpty() || queues.contains(queue));
    }

    boolean accepts(Kind kind) {
        return tenant.equals(kind.tenant())
                && (queues.isEmpty() || queues.contains(kind.queue()))
                && (types.isEmpty() || types.contains(kind.type()));
    }
}
