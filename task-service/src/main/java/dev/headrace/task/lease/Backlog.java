package dev.headrace.task.lease;

import dev.headrace.task.rule.RuleBook;
import dev.headrace.task.rule.Rules;
import dev.headrace.task.signal.Floors;
import dev.headrace.task.signal.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Of which kinds tasks are believed to be ready: a claim asks for these and no others, and without any there is none.
 * The pulse repairs what is missing; a claim that finds too little takes away what was wrong. Guarded by the dispatcher.
 *
 * <p>Kinds of a paused queue stay here and no claim asks for them. Kinds under a limit may be found to have nothing only
 * because the limit has no room: they rest until a lease of their tenant ends.
 */
final class Backlog {
    private static final int MAX_KINDS_IN_A_CLAIM = 1_000;
    private static final int MAX_RESTING = 10_000;

    private final Map<String, Map<Kind, Long>> byTenant = new HashMap<>();
    /** Those of push tasks once more, so that a claim for one server need not look through all. */
    private final Map<String, Set<Kind>> byHost = new HashMap<>();

    private final Set<Kind> resting = new HashSet<>();
    private final RuleBook rules;
    private Floors floors = Floors.NONE;
    private long clock;

    Backlog(RuleBook rules) {
        this.rules = rules;
    }

    void add(Collection<Kind> kinds) {
        clock++;
        for (Kind kind : kinds) {
            byTenant.computeIfAbsent(kind.tenant(), t -> new HashMap<>()).put(kind, clock);
            if (!kind.host().equals(Kind.NO_HOST)) {
                byHost.computeIfAbsent(kind.host(), h -> new HashSet<>()).add(kind);
            }
        }
    }

    /** The pulse has found from when on tasks are due. */
    void floors(Floors found) {
        floors = found;
    }

    /** What a claim asks for, from when on, the rules that it goes by, and when it was put together. */
    record Choice(Shape shape, List<Kind> kinds, Floors floors, Rules rules, long asOf) {
        /** Whether nothing but priority and due time decides. */
        boolean isPlain() {
            return kinds.stream().noneMatch(rules::isLimited)
                    && rules.weights(kinds).isEmpty()
                    && kinds.stream().map(Kind::tenant).distinct().limit(2).count() < 2;
        }
    }

    Choice matching(Shape shape) {
        Rules now = rules.rules();
        List<Kind> kinds = candidates(shape)
                .filter(kind -> shape.accepts(kind) && rules.admits(now, kind))
                .limit(MAX_KINDS_IN_A_CLAIM)
                .toList();
        return new Choice(shape, kinds, floors, now, clock);
    }

    private Stream<Kind> candidates(Shape shape) {
        if (!shape.host().equals(Kind.NO_HOST)) {
            return byHost.getOrDefault(shape.host(), Set.of()).stream();
        }
        Set<String> tenants = shape.tenants().isEmpty() ? byTenant.keySet() : shape.tenants();
        return tenants.stream().flatMap(tenant -> byTenant.getOrDefault(tenant, Map.of()).keySet().stream());
    }

    /** Servers of which push tasks may be leased now. */
    Set<String> hosts() {
        return byHost.keySet().stream().filter(this::hasReady).collect(Collectors.toSet());
    }

    /** Whether push tasks of a server may be leased now. */
    boolean hasReady(String host) {
        Rules now = rules.rules();
        return byHost.getOrDefault(host, Set.of()).stream().anyMatch(now::isOpen);
    }

    /** The claim got less than it could take: nothing of these is left, except what came since. */
    void exhausted(Choice choice) {
        for (Kind kind : choice.kinds()) {
            Map<Kind, Long> kinds = byTenant.get(kind.tenant());
            if (kinds == null) {
                continue;
            }
            if (kinds.computeIfPresent(kind, (k, added) -> added > choice.asOf() ? added : null) == null) {
                forget(kind);
            }
            if (choice.rules().isLimited(kind) && resting.size() < MAX_RESTING) {
                resting.add(kind);
            }
            if (kinds.isEmpty()) {
                byTenant.remove(kind.tenant());
            }
        }
    }

    private void forget(Kind kind) {
        byHost.computeIfPresent(kind.host(), (host, kinds) -> {
            kinds.remove(kind);
            return kinds.isEmpty() ? null : kinds;
        });
    }

    /** Leases have ended: what rests of their tenants, and what a claim under way may have found full, counts again. */
    Set<Kind> wake(Set<Kind> freed) {
        Rules now = rules.rules();
        Set<String> tenants = freed.stream().map(Kind::tenant).collect(Collectors.toSet());
        Set<Kind> woken = new HashSet<>();
        for (String tenant : tenants) {
            byTenant.getOrDefault(tenant, Map.of()).keySet().stream()
                    .filter(now::isLimited)
                    .forEach(woken::add);
        }
        resting.stream().filter(kind -> tenants.contains(kind.tenant())).forEach(woken::add);
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
