package dev.headrace.task.lease;

import dev.headrace.task.signal.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Of which kinds tasks are believed to be ready: a claim asks for these and no others, and without any there is none.
 * The pulse repairs what is missing; a claim that finds too little takes away what was wrong. Guarded by the dispatcher.
 */
final class Backlog {
    private static final int MAX_KINDS_IN_A_CLAIM = 1_000;

    private final Map<String, Map<Kind, Long>> byTenant = new HashMap<>();
    private long clock;

    void add(Collection<Kind> kinds) {
        clock++;
        for (Kind kind : kinds) {
            byTenant.computeIfAbsent(kind.tenant(), t -> new HashMap<>()).put(kind, clock);
        }
    }

    /** What a claim asks for, and when it was put together. */
    record Choice(List<Kind> kinds, long asOf) {}

    Choice matching(Shape shape) {
        List<Kind> kinds = new ArrayList<>();
        for (Kind kind : byTenant.getOrDefault(shape.tenant(), Map.of()).keySet()) {
            if (kinds.size() < MAX_KINDS_IN_A_CLAIM && shape.accepts(kind)) {
                kinds.add(kind);
            }
        }
        return new Choice(kinds, clock);
    }

    /** The claim got less than it could take: nothing of these is left, except what came since. */
    void exhausted(Choice choice) {
        for (Kind kind : choice.kinds()) {
            Map<Kind, Long> kinds = byTenant.get(kind.tenant());
            if (kinds == null) {
                continue;
            }
            kinds.computeIfPresent(kind, (k, added) -> added > choice.asOf() ? added : null);
            if (kinds.isEmpty()) {
                byTenant.remove(kind.tenant());
            }
        }
    }
}
