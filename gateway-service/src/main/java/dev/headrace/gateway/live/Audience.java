package dev.headrace.gateway.live;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The subscriptions to one tenant's events, those to single tasks or batches by these. Guarded by the hub. */
final class Audience {
    private final Position since;
    private final Map<String, Set<Subscription>> byId = new HashMap<>();
    private final Set<Subscription> others = new LinkedHashSet<>();
    private final Set<Subscription> waiting = new LinkedHashSet<>();
    private long leftAt;

    /** @param since from where on the tenant's events are kept */
    Audience(Position since) {
        this.since = since.copy();
    }

    Position since() {
        return since;
    }

    boolean isEmpty() {
        return byId.isEmpty() && others.isEmpty() && waiting.isEmpty();
    }

    /** When the last one left, as {@link System#nanoTime()}; of no meaning while there is one. */
    long leftAt() {
        return leftAt;
    }

    /** One that is yet to become live. */
    void expect(Subscription subscription) {
        waiting.add(subscription);
    }

    void add(Subscription subscription) {
        waiting.remove(subscription);
        Set<String> ids = ids(subscription);
        if (ids.isEmpty()) {
            others.add(subscription);
        }
        ids.forEach(id -> byId.computeIfAbsent(id, t -> new LinkedHashSet<>(1)).add(subscription));
    }

    /** Those of which it may want events; none if of any. */
    private static Set<String> ids(Subscription subscription) {
        LiveFilter.Matcher matcher = subscription.matcher();
        return matcher.taskIds().isEmpty() ? matcher.batchIds() : matcher.taskIds();
    }

    void remove(Subscription subscription, long nowNanos) {
        waiting.remove(subscription);
        others.remove(subscription);
        for (String id : ids(subscription)) {
            byId.computeIfPresent(id, (t, all) -> {
                all.remove(subscription);
                return all.isEmpty() ? null : all;
            });
        }
        leftAt = nowNanos;
    }

    /** Adds everybody who wants the event, once each; costs nothing for those who follow other tasks or batches. */
    void collect(LiveEvent event, List<Subscriber> into) {
        String batch = event.about().batchId();
        collect(event, byId.getOrDefault(event.subject(), Set.of()), into);
        if (batch != null && !batch.equals(event.subject())) {
            collect(event, byId.getOrDefault(batch, Set.of()), into);
        }
        collect(event, others, into);
    }

    private static void collect(LiveEvent event, Collection<Subscription> some, List<Subscriber> into) {
        for (Subscription each : some) {
            if (each.wants(event) && each.subscriber().match(each)) {
                into.add(each.subscriber());
            }
        }
    }

    Set<Subscription> all() {
        Set<Subscription> all = new LinkedHashSet<>(others);
        byId.values().forEach(all::addAll);
        all.addAll(waiting);
        return all;
    }
}
