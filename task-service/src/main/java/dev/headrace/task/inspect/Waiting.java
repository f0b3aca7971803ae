package dev.headrace.task.inspect;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a task waits.
 *
 * @param detail one sentence for people
 * @param ahead tasks of the same tenant and queue that go first; absent if that is not known
 */
public record Waiting(
        Reason reason, String detail, @Nullable Long ahead) {
    /** What it waits for; the first that applies, in this order. */
    public enum Reason {
        /** It is scheduled, or will be tried again later. */
        NOT_DUE,
        /** An operator has paused its queue. */
        PAUSED,
        /** Its queue has as many leases as it may have. */
        LIMIT,
        /** No worker is registered that takes its type and queue. */
        NO_WORKER,
        /** Its turn has not come; with nothing ahead it is next. */
        BEHIND
    }

    static Waiting notDue(@Nullable Instant dueAt) {
        return new Waiting(Reason.NOT_DUE, dueAt == null ? "Not due yet" : "Due at " + dueAt, null);
    }

    /**
     * What is known of a ready task's place.
     *
     * @param maxRunning most leases of its queue; null is no limit
     * @param running leases of its queue, if it has a limit
     */
    record Place(
            String queue,
            String type,
            boolean paused,
            @Nullable Integer maxRunning,
            long running,
            boolean hasWorker,
            @Nullable Long ahead) {

        Waiting explained() {
            if (paused) {
                return waiting(Reason.PAUSED, "Queue " + queue + " is paused");
            }
            if (maxRunning != null && running >= maxRunning) {
                return waiting(
                        Reason.LIMIT, "Queue " + queue + " has " + running + " leases, and may have " + maxRunning);
            }
            if (!hasWorker) {
                return waiting(
                        Reason.NO_WORKER, "No worker is registered that takes type " + type + " from queue " + queue);
            }
            return waiting(Reason.BEHIND, behind());
        }

        private Waiting waiting(Reason reason, String detail) {
            return new Waiting(reason, detail, ahead);
        }

        private String behind() {
            if (ahead == null) {
                return "Others of its queue go first";
            }
            return ahead == 0 ? "It is next in its queue" : "So many of its queue go first: " + ahead;
        }
    }
}
