package dev.headrace.task.lease;

import dev.headrace.task.signal.Kind;
import dev.headrace.task.signal.QueueRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Of which kinds tasks are believed to be ready: a claim asks for these and no others, and without any there is none.
 * The pulse repairs what is missing; a claim that finds too little takes away what was wrong. Guarded by the dispatcher.
 *
 * <p>Kinds of a paused queue stay here and no claim asks for them. Kinds of a limited queue may be found to have nothing
 * only because the queue is full: they rest until a lease of it ends.
 */
final class Backlog {
    private static final int MAX_KINDS_IN_A_CLAIM = 1_000;
    private static final int MAX_RESTING = 10_000;

    private final Map<String, Map<Kind, Long>> byTenant = new HashMap<>();
    private final Set<Kind> resting = new HashSet<>();
    private final QueueRules rules;
    private long clock;

    Backlog(QueueRules rules) {
        this.rules = rules;
    }

    void add(Collection<Kind> kinds) {
        clock++;
        for (Kind kind : kinds) {
            byTenant.computeIfAbsent(kind.tenant(), t -> new HashMap<>()).put(kind, clock);
        }
    }

    /** What a claim asks for, and when it was put together. */
    record Choice(Shape shape, List<Kind> kinds, Set<QueueRules.Queue> limitedQueues, long asOf) {}

    Choice matching(Shape shape) {
        List<Kind> kinds = new ArrayList<>();
        for (String tenant : shape.tenants().isEmpty() ? byTenant.keySet() : shape.tenants()) {
            for (Kind kind : byTenant.getOrDefault(tenant, Map.of()).keySet()) {
                if (kinds.size() < MAX_KINDS_IN_A_CLAIM && shape.accepts(kind) && rules.isOpen(kind)) {
                    kinds.add(kind);
                }
            }
        }
        return new Choice(shape, kinds, limited(kinds), clock);
    }

    private Set<QueueRules.Queue> limited(List<Kind> kinds) {
        return rules.areAny()
                ? kinds.stream()
                        .filter(rules::isLimited)
                        .map(QueueRules.Queue::of)
                        .collect(Collectors.toSet())
                : Set.of();
    }

    /** The claim got less than it could take: nothing of these is left, except what came since. */
    void exhausted(Choice choice) {
        for (Kind kind : choice.kinds()) {
            Map<Kind, Long> kinds = byTenant.get(kind.tenant());
            if (kinds == null) {
                continue;
            }
            kinds.computeIfPresent(kind, (k, added) -> added > choice.asOf() ? added : null);
            if (choice.limitedQueues().contains(QueueRules.Queue.of(kind)) && resting.size() < MAX_RESTING) {
                resting.add(kind);
            }
            if (kinds.isEmpty()) {
                byTenant.remove(kind.tenant());
            }
        }
    }

    /** Leases have ended: what rests in the same queues, and what a claim under way may have found full, counts again. */
    Set<Kind> wake(Set<Kind> freed) {
        Set<QueueRules.Queue> queues = freed.stream()
                .filter(rules::isLimited)
                .map(QueueRules.Queue::of)
                .collect(Collectors.toSet());
        Set<Kind> woken = new HashSet<>();
        for (QueueRules.Queue queue : queues) {
            byTenant.getOrDefault(queue.tenant(), Map.of()).keySet().stream()
                    .filter(kind -> QueueRules.Queue.of(kind).equals(queue))
                    .forEach(woken::add);
        }
        resting.stream()
                .filter(kind -> queues.contains(QueueRules.Queue.of(kind)))
                .forEach(woken::add);
        resting.removeAll(woken);
        add(woken);
        return woken;
    }

    /** The rules have changed: what rested may be free. */
    void wakeAll() {
        add(resting);
        resting.clear();
    }
}
