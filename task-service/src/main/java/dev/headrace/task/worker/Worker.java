package dev.headrace.task.worker;

import java.util.Set;
import java.util.UUID;

/**
 * A registered worker.
 *
 * @param tenant whose it is
 * @param tenants whom it serves, {@link #ALL} is everybody; empty is its own tenant. Only an admin may name any
 * @param types what it runs; empty means all
 * @param queues where it takes from; empty means all
 */
public record Worker(UUID id, String tenant, Set<String> tenants, Set<String> types, Set<String> queues, int slots) {
    static final String ALL = "*";

    public Worker {
        tenants = Set.copyOf(tenants);
        types = Set.copyOf(types);
        queues = Set.copyOf(queues);
    }

    /** The tenants whose tasks it gets; empty means all. */
    public Set<String> serves() {
        if (tenants.isEmpty()) {
            return Set.of(tenant);
        }
        return tenants.contains(ALL) ? Set.of() : tenants;
    }
}
