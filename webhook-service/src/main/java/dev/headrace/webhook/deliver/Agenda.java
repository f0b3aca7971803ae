package dev.headrace.webhook.deliver;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Endpoints that may have due deliveries, in turn: the one that was served goes to the end. An endpoint without a free
 * slot keeps its place and costs no query. Thread-safe.
 */
final class Agenda {
    private final Slots slots;
    private final int endpointConcurrency;
    private final Set<UUID> waiting = new LinkedHashSet<>();

    Agenda(Slots slots, int endpointConcurrency) {
        this.slots = slots;
        this.endpointConcurrency = endpointConcurrency;
    }

    synchronized void add(Collection<UUID> endpoints) {
        waiting.addAll(endpoints);
    }

    /** Whether older deliveries of the endpoint may be waiting. */
    synchronized boolean contains(UUID endpoint) {
        return waiting.contains(endpoint);
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Takes free slots for the endpoints that come next, at most {@code max} of them: endpoint and slots. */
    synchronized Map<UUID, Integer> next(int max) {
        Map<UUID, Integer> room = new LinkedHashMap<>();
        Iterator<UUID> endpoints = waiting.iterator();
        while (endpoints.hasNext() && room.size() < max) {
            UUID endpoint = endpoints.next();
            int free = slots.take(endpoint, endpointConcurrency);
            if (free > 0) {
                room.put(endpoint, free);
                endpoints.remove();
            }
        }
        return room;
    }
}
