package dev.headrace.task.signal;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Hints from what writes tasks to what waits for them, inside this replica. A lost hint costs time, never a task: the
 * pulse finds in the tables what nobody told.
 */
@Singleton
public class Signals {
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Somebody who waits for tasks. */
    public interface Listener {
        /** Tasks that a worker may lease were committed. */
        void ready(Set<Kind> kinds);

        /** A task was committed that comes due in so many milliseconds. */
        void dueIn(long delayMs);

        /** A lease has ended without an answer. */
        void overdue();
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    public void ready(Set<Kind> kinds) {
        if (!kinds.isEmpty()) {
            listeners.forEach(l -> l.ready(kinds));
        }
    }

    public void dueIn(long delayMs) {
        listeners.forEach(l -> l.dueIn(delayMs));
    }

    public void overdue() {
        listeners.forEach(Listener::overdue);
    }
}
