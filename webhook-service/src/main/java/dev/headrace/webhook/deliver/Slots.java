package dev.headrace.webhook.deliver;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The requests this replica may have under way: at most {@code total}, at most {@code perEndpoint} of them to one
 * endpoint, so that an endpoint that never answers keeps its own slots and nobody else's. Thread-safe.
 */
final class Slots {

    private final int total;
    private final int perEndpoint;
    private final Map<UUID, Integer> taken = new HashMap<>();
    private int allTaken;

    Slots(int total, int perEndpoint) {
        this.total = total;
        this.perEndpoint = perEndpoint;
    }

    /** Takes up to {@code wanted} slots of an endpoint and says how many; each is given back by {@link #release}. */
    synchronized int take(UUID endpoint, int wanted) {
        var mine = taken.getOrDefault(endpoint, 0);
        var granted = Math.max(0, Math.min(wanted, Math.min(perEndpoint - mine, total - allTaken)));
        if (granted > 0) {
            taken.put(endpoint, mine + granted);
            allTaken += granted;
        }
        return granted;
    }

    /** Gives back slots that {@link #take} granted. */
    synchronized void release(UUID endpoint, int count) {
        if (count > 0) {
            allTaken -= count;
            taken.computeIfPresent(endpoint, (id, mine) -> mine > count ? Integer.valueOf(mine - count) : null);
        }
    }

    /** Requests under way to all endpoints. */
    synchronized int inUse() {
        return allTaken;
    }
}
