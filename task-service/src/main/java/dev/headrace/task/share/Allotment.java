package dev.headrace.task.share;

import dev.headrace.task.rule.QueueName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Decides which of the tasks at the heads of their queues get the places: the higher priority first; in it, the tenant that
 * has used least of its share; of that, the queue that has, or the task that is due longest. What a limit has no room for
 * is passed over.
 */
public final class Allotment {
    private final Shares.Turn turn;
    private final Map<QueueName, Integer> weights;
    private final Set<String> weighted;
    private final List<Pick> picks = new ArrayList<>();
    private final Map<Candidate, Integer> taken = new HashMap<>();
    private double opensInMs = Double.POSITIVE_INFINITY;

    /** The task at {@code offset} after the head of a segment. */
    public record Pick(Candidate from, int offset) {}

    /**
     * @param shares what the tenants and queues have used
     * @param running seconds that the leases in force have run, by tenant
     * @param tenants weights of tenants; absent is 1
     * @param queues weights of queues, if any of the tenant's has one; absent is 1
     */
    public Allotment(
            Shares shares, Map<String, Double> running, Map<String, Integer> tenants, Map<QueueName, Integer> queues) {
        this.turn = shares.turn(running, tenants);
        this.weights = queues;
        this.weighted = queues.keySet().stream().map(QueueName::tenant).collect(Collectors.toSet());
    }

    /** At most {@code places} tasks, in the order of the places. */
    public List<Pick> of(List<Candidate> candidates, int places) {
        TreeMap<Integer, List<Candidate>> byPriority = new TreeMap<>();
        candidates.forEach(c ->
                byPriority.computeIfAbsent(c.priority(), p -> new ArrayList<>()).add(c));
        for (List<Candidate> equals : byPriority.values()) {
            share(equals, places);
        }
        return picks;
    }

    /** Milliseconds until a rate that kept tasks back has room for one; infinite if none did. */
    public double opensInMs() {
        return opensInMs;
    }

    private void share(List<Candidate> equals, int places) {
        Map<String, Map<String, Deque<Candidate>>> flows = flows(equals);
        while (picks.size() < places && !flows.isEmpty()) {
            String tenant = least(flows, turn::of);
            Map<String, Deque<Candidate>> queues = present(flows, tenant);
            String queue = least(queues, name -> turn.of(new QueueName(tenant, name)));
            Deque<Candidate> waiting = present(queues, queue);
            if (give(waiting)) {
                turn.gave(tenant);
                if (isWeighted(tenant)) {
                    turn.gave(new QueueName(tenant, queue), weights.getOrDefault(new QueueName(tenant, queue), 1));
                }
            }
            if (waiting.isEmpty()) {
                queues.remove(queue);
            }
            if (queues.isEmpty()) {
                flows.remove(tenant);
            }
        }
    }

    /** Takes the next task of a flow; a segment that is closed or used up leaves it. */
    private boolean give(Deque<Candidate> waiting) {
        Candidate next = waiting.getFirst();
        boolean open = next.isOpen();
        if (open) {
            int offset = taken.merge(next, 1, Integer::sum);
            next.take();
            picks.add(new Pick(next, offset));
        } else if (next.waitMs() > 0) {
            opensInMs = Math.min(opensInMs, next.waitMs());
        }
        if (!open || taken.getOrDefault(next, 0) >= next.tasks()) {
            waiting.removeFirst();
        }
        return open;
    }

    /** By tenant and queue; the queues of a tenant without weights are one flow, by due time. */
    private Map<String, Map<String, Deque<Candidate>>> flows(List<Candidate> equals) {
        Map<String, Map<String, Deque<Candidate>>> flows = new LinkedHashMap<>();
        equals.stream()
                .sorted(Comparator.comparingDouble(Candidate::dueAtMs).thenComparingLong(Candidate::segment))
                .forEach(c -> flows.computeIfAbsent(c.kind().tenant(), t -> new LinkedHashMap<>())
                        .computeIfAbsent(
                                isWeighted(c.kind().tenant()) ? c.kind().queue() : "", q -> new ArrayDeque<>())
                        .add(c));
        return flows;
    }

    private boolean isWeighted(String tenant) {
        return weighted.contains(tenant);
    }

    /** The flow that has used least; of equals the one that came first. */
    private static String least(Map<String, ?> flows, ToDoubleFunction<String> used) {
        if (flows.size() == 1) {
            return flows.keySet().iterator().next();
        }
        return flows.keySet().stream()
                .min(Comparator.comparingDouble(used))
                .orElseThrow(() -> new IllegalStateException("there is a flow"));
    }

    private static <V> V present(Map<String, V> map, String key) {
        V value = map.get(key);
        if (value == null) {
            throw new IllegalStateException("a flow that was found is there");
        }
        return value;
    }
}
