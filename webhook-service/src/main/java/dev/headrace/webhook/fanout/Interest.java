package dev.headrace.webhook.fanout;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who wants what, in memory for as long as no subscription changes.
 *
 * <p>The database counts the changes of subscriptions, in the transaction of each change. For each batch that number is
 * read, one row, after the batch has come from Kafka; if it is still the one that the memory was filled at, the memory is
 * what the database would answer. A subscription whose creation was answered before an event was submitted was committed
 * before the event's record was in Kafka, hence before the number was read: it is never missed, whichever replica
 * created it, and no replica needs to hear of another or to trust a clock.
 */
@Singleton
public final class Interest {
    /** Then the memory is emptied, so that it does not grow with tenants that come and go. */
    private static final int MAX_TENANTS = 10_000;

    private final FanoutStore store;
    private volatile View known = new View(-1, Map.of());

    public Interest(FanoutStore store) {
        this.store = store;
    }

    /** Subscriptions by tenant, as of a number of changes; a tenant without any has an empty list. */
    record View(long version, Map<String, List<Subscription>> byTenant) {
        View {
            byTenant = Map.copyOf(byTenant);
        }

        List<Subscription> of(String tenant) {
            return byTenant.getOrDefault(tenant, List.of());
        }

        /** Whether anybody may want such events; whose task it is about can still decide against it. */
        boolean wants(Kind kind) {
            return of(kind.tenant()).stream().anyMatch(subscription -> subscription.covers(kind.name()));
        }

        private boolean knows(Collection<String> tenants) {
            return byTenant.keySet().containsAll(tenants);
        }

        private View and(View newer) {
            if (newer.version != version || byTenant.size() > MAX_TENANTS) {
                return newer;
            }
            Map<String, List<Subscription>> all = new HashMap<>(byTenant);
            all.putAll(newer.byTenant);
            return new View(version, all);
        }
    }

    /** What these tenants want, as of now or later. */
    Uni<View> of(Set<String> tenants) {
        View view = known;
        return view.knows(tenants) ? store.version().chain(version -> current(view, version, tenants)) : read(tenants);
    }

    private Uni<View> current(View view, long version, Set<String> tenants) {
        return version == view.version ? Uni.createFrom().item(view) : read(tenants);
    }

    private Uni<View> read(Set<String> tenants) {
        return store.subscriptions(tenants)
                .map(read -> known = known.and(new View(read.version(), byTenant(tenants, read.subscriptions()))));
    }

    private static Map<String, List<Subscription>> byTenant(Set<String> tenants, List<Subscription> subscriptions) {
        Map<String, List<Subscription>> byTenant =
                subscriptions.stream().collect(Collectors.groupingBy(Subscription::tenant));
        tenants.forEach(tenant -> byTenant.putIfAbsent(tenant, List.of()));
        return byTenant;
    }
}
