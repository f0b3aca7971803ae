package dev.headrace.platform.egress;

import java.util.HashMap;
import java.util.Map;

/**
 * The requests this replica may have under way: at most {@code total}, at most {@code perPeer} of them to one peer, so
 * that a peer that never answers keeps its own slots and nobody else's. Thread-safe.
 *
 * @param <K> names a peer: a host, a subscription
 */
public final class Slots<K> {

    private final int total;
    private final int perPeer;
    private final Map<K, Integer> taken = new HashMap<>();
    private int allTaken;

    public Slots(int total, int perPeer) {
        this.total = total;
        this.perPeer = perPeer;
    }

    /** Takes up to {@code wanted} slots of a peer and says how many; each is given back by {@link #release}. */
    public synchronized int take(K peer, int wanted) {
        var mine = taken.getOrDefault(peer, 0);
        var granted = Math.max(0, Math.min(wanted, Math.min(perPeer - mine, total - allTaken)));
        if (granted > 0) {
            taken.put(peer, mine + granted);
            allTaken += granted;
        }
        return granted;
    }

    /** Gives back slots that {@link #take} granted. */
    public synchronized void release(K peer, int count) {
        if (count > 0) {
            allTaken -= count;
            taken.computeIfPresent(peer, (id, mine) -> mine > count ? Integer.valueOf(mine - count) : null);
        }
    }

    /** Whether nobody can take any. */
    synchronized boolean areTaken() {
        return allTaken >= total;
    }

    /** Requests under way to all peers. */
    public synchronized int inUse() {
        return allTaken;
    }
}
