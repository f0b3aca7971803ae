package dev.headrace.task.signal;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Which queues are paused or limited, as this replica knows it. A change that this replica made counts at once, that of
 * another with the next pulse. Until the first pulse nothing may be leased: the queue might be paused.
 */
public final class QueueRules {
    private final AtomicReference<State> state = new AtomicReference<>(new State(false, 0, Map.of()));

    /** A queue of a tenant. */
    public record Queue(String tenant, String name) {
        public static Queue of(Kind kind) {
            return new Queue(kind.tenant(), kind.queue());
        }
    }

    /**
     * What an operator set.
     *
     * @param maxRunning most leases at a time; null is no limit
     */
    public record Rule(boolean paused, @Nullable Integer maxRunning) {
        boolean restricts() {
            return paused || maxRunning != null;
        }
    }

    private record State(boolean known, long changes, Map<Queue, Rule> rules) {}

    /** Say this before the tables are read, and pass it to {@link #found}. */
    public long asOf() {
        return state.get().changes();
    }

    /** Whether tasks of a kind may be leased at all. */
    public boolean isOpen(Kind kind) {
        State now = state.get();
        return now.known() && (now.rules().isEmpty() || !isPaused(now, kind));
    }

    private static boolean isPaused(State now, Kind kind) {
        Rule rule = now.rules().get(Queue.of(kind));
        return rule != null && rule.paused();
    }

    /** Whether leases of a kind are counted. */
    public boolean isLimited(Kind kind) {
        State now = state.get();
        if (now.rules().isEmpty()) {
            return false;
        }
        Rule rule = now.rules().get(Queue.of(kind));
        return rule != null && rule.maxRunning() != null;
    }

    /** Whether tasks of a kind may be leased without asking anybody. */
    public boolean isFree(Kind kind) {
        State now = state.get();
        return now.known() && (now.rules().isEmpty() || !now.rules().containsKey(Queue.of(kind)));
    }

    /** Whether any queue is restricted. */
    public boolean areAny() {
        return !state.get().rules().isEmpty();
    }

    /** All rules as the tables have them. What was read before a change of this replica is not believed. */
    boolean found(long asOf, Map<Queue, Rule> rules) {
        State before = state.get();
        boolean news =
                before.changes() == asOf && !(before.known() && before.rules().equals(rules));
        return news && state.compareAndSet(before, new State(true, asOf, Map.copyOf(rules)));
    }

    /** A rule that this replica has committed. */
    void changed(Queue queue, Rule rule) {
        state.updateAndGet(now -> new State(now.known(), now.changes() + 1, with(now.rules(), queue, rule)));
    }

    private static Map<Queue, Rule> with(Map<Queue, Rule> rules, Queue queue, Rule rule) {
        Map<Queue, Rule> changed = new java.util.HashMap<>(rules);
        if (rule.restricts()) {
            changed.put(queue, rule);
        } else {
            changed.remove(queue);
        }
        return Map.copyOf(changed);
    }
}
