package dev.headrace.task.control;

import dev.headrace.task.signal.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What an operation did, and whom it concerns once it is committed.
 *
 * @param ready kinds of which tasks became ready
 * @param freed kinds of which leases were revoked
 * @param told workers that hold a task which is to end, or held it until now
 * @param letters tasks with a dead letter that run again
 */
record Applied(Map<UUID, Effect> effects, Set<Kind> ready, Set<Kind> freed, List<Told> told, List<UUID> letters) {
    /** @param revoked the worker has lost the lease already; otherwise it may still finish */
    record Told(UUID worker, UUID task, boolean revoked) {}

    static Applied nothing() {
        return new Applied(new HashMap<>(), new HashSet<>(), new HashSet<>(), new ArrayList<>(), new ArrayList<>());
    }

    void add(Effect effect) {
        effects.put(effect.id(), effect);
    }

    /** Those that have to be looked at again. */
    List<UUID> moved() {
        return effects.values().stream()
                .filter(e -> e.result() == Effect.Result.MOVED)
                .map(Effect::id)
                .toList();
    }

    /** With what another look did. */
    Applied and(Applied later) {
        later.effects.values().forEach(this::add);
        ready.addAll(later.ready);
        freed.addAll(later.freed);
        told.addAll(later.told);
        letters.addAll(later.letters);
        return this;
    }
}
