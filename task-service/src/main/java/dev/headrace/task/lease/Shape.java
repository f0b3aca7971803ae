package dev.headrace.task.lease;

import dev.headrace.task.signal.Kind;
import java.util.Set;

/**
 * Which tasks a poll asks for. Polls of one shape are served by one claim.
 *
 * @param tenants empty means all
 * @param queues empty means all
 * @param types empty means all
 * @param host server to which the service itself brings the tasks, or {@link Kind#NO_HOST} for tasks that workers lease
 */
public record Shape(Set<String> tenants, Set<String> queues, Set<String> types, String host) {
    public Shape {
        tenants = Set.copyOf(tenants);
        queues = Set.copyOf(queues);
        types = Set.copyOf(types);
    }

    /** Whether tasks of more than one tenant may come. */
    boolean isShared() {
        return tenants.size() != 1;
    }

    boolean isFor(String tenant, String queue) {
        return has(tenants, tenant) && has(queues, queue);
    }

    boolean accepts(Kind kind) {
        return host.equals(kind.host()) && isFor(kind.tenant(), kind.queue()) && has(types, kind.type());
    }

    private static boolean has(Set<String> asked, String name) {
        return asked.isEmpty() || asked.contains(name);
    }
}
