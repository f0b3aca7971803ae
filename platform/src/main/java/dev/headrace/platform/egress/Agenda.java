package dev.headrace.platform.egress;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Peers for whom calls may be waiting, in turn: the one that was served goes to the end. A peer without a free slot keeps
 * its place and costs no query. Thread-safe.
 *
 * @param <K> names a peer
 */
public final class Agenda<K> {
    private final Slots<K> slots;
    private final int perPeer;
    private final Set<K> waiting = new LinkedHashSet<>();

    public Agenda(Slots<K> slots, int perPeer) {
        this.slots = slots;
        this.perPeer = perPeer;
    }

    public synchronized void add(Collection<K> peers) {
        waiting.addAll(peers);
    }

    /** Whether older calls to the peer may be waiting. */
    public synchronized boolean contains(K peer) {
        return waiting.contains(peer);
    }

    public synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Takes free slots for the peers that come next, at most {@code max} of them: peer and slots. */
    public synchronized Map<K, Integer> next(int max) {
        Map<K, Integer> room = new LinkedHashMap<>();
        Iterator<K> peers = waiting.iterator();
        while (peers.hasNext() && room.size() < max && !slots.areTaken()) {
            K peer = peers.next();
            int free = slots.take(peer, perPeer);
            if (free > 0) {
                room.put(peer, free);
                peers.remove();
            }
        }
        return room;
    }
}
