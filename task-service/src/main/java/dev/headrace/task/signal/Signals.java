package dev.headrace.task.signal;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Hints from what writes tasks to what waits for them: inside this replica at once, to other replicas through an outlet. A
 * lost hint costs time, never a task: the pulse finds in the tables what nobody told.
 */
@Singleton
public class Signals {
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<Outlet> outlets = new CopyOnWriteArrayList<>();

    /** Somebody who waits for tasks. */
    public interface Listener {
        /** Tasks that a worker may lease were committed. */
        default void ready(Set<Kind> kinds) {}

        /** A task was committed that comes due in so many milliseconds. */
        default void dueIn(long delayMs) {}

        /** A lease has ended without an answer. */
        default void overdue() {}

        /** The next limit in time of a task is reached in so many milliseconds, or was so long ago. */
        default void limitReachedIn(long delayMs) {}

        /** A bulk action has its next step in so many milliseconds, or had it so long ago. */
        default void stepIn(long delayMs) {}

        /** A retried dead letter is to be looked at in so many milliseconds, or was so long ago. */
        default void letterIn(long delayMs) {}

        /** An open batch is to be looked at in so many milliseconds, or was so long ago. */
        default void batchIn(long delayMs) {}

        /** Tasks of these batches have ended for good. */
        default void endedIn(Set<UUID> batches) {}

        /** Leases of tasks of these kinds have ended, so a limit may have room. */
        default void freed(Set<Kind> kinds) {}

        /**
         * Somebody wants a running task cancelled.
         *
         * @param revoked the worker has lost the lease already; otherwise it may still finish
         */
        default void cancelled(UUID worker, UUID task, boolean revoked) {}

        /** Queues were paused, resumed, limited or set free. */
        default void rulesChanged() {}

        /** The pulse has found from when on tasks are due. */
        default void floors(Floors floors) {}

        /** The tables should be read soon: another replica has changed what only they tell. */
        default void look() {}
    }

    /** Somebody who tells other replicas what this one wrote. */
    public interface Outlet {
        /** Tasks of these kinds were committed that a worker may lease, and no worker of this replica got them yet. */
        void ready(Set<Kind> kinds);

        /** Leases of tasks of these kinds have ended. */
        void freed(Set<Kind> kinds);

        /** Rules were committed. */
        void rulesChanged();
    }

    /** This replica goes by other rules than before. */
    public void rulesChanged() {
        listeners.forEach(Listener::rulesChanged);
    }

    /** This replica has committed rules. */
    public void rulesCommitted() {
        outlets.forEach(Outlet::rulesChanged);
    }

    /** This replica has ended leases of tasks of these kinds. */
    public void freed(Set<Kind> kinds) {
        if (!kinds.isEmpty()) {
            freedElsewhere(kinds);
            outlets.forEach(o -> o.freed(kinds));
        }
    }

    /** Another replica has ended leases of tasks of these kinds. */
    public void freedElsewhere(Set<Kind> kinds) {
        if (!kinds.isEmpty()) {
            listeners.forEach(l -> l.freed(kinds));
        }
    }

    public void cancelled(UUID worker, UUID task, boolean revoked) {
        listeners.forEach(l -> l.cancelled(worker, task, revoked));
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** What this replica tells others goes this way too. */
    public void tell(Outlet outlet) {
        outlets.add(outlet);
    }

    /** This replica has committed tasks that a worker may lease. */
    public void ready(Set<Kind> kinds) {
        if (!kinds.isEmpty()) {
            found(kinds);
            outlets.forEach(o -> o.ready(kinds));
        }
    }

    /** Tasks that a worker may lease are in the tables, whoever wrote them. */
    public void found(Set<Kind> kinds) {
        if (!kinds.isEmpty()) {
            listeners.forEach(l -> l.ready(kinds));
        }
    }

    /** The pulse has found from when on tasks are due. */
    public void floors(Floors floors) {
        listeners.forEach(l -> l.floors(floors));
    }

    /** This replica has made tasks ready that were due long ago: every replica should read the tables. */
    public void lookEverywhere() {
        look();
        outlets.forEach(Outlet::rulesChanged);
    }

    /** Another replica has changed what only the tables tell. */
    public void look() {
        listeners.forEach(Listener::look);
    }

    public void dueIn(long delayMs) {
        listeners.forEach(l -> l.dueIn(delayMs));
    }

    public void limitReachedIn(long delayMs) {
        listeners.forEach(l -> l.limitReachedIn(delayMs));
    }

    public void stepIn(long delayMs) {
        listeners.forEach(l -> l.stepIn(delayMs));
    }

    public void letterIn(long delayMs) {
        listeners.forEach(l -> l.letterIn(delayMs));
    }

    public void batchIn(long delayMs) {
        listeners.forEach(l -> l.batchIn(delayMs));
    }

    /** This replica has ended tasks of these batches. */
    public void endedIn(Set<UUID> batches) {
        listeners.forEach(l -> l.endedIn(batches));
    }

    public void overdue() {
        listeners.forEach(Listener::overdue);
    }
}
