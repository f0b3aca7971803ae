package dev.headrace.task.inspect;

import dev.headrace.task.model.Priority;
import dev.headrace.task.model.Urgency;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a task waits.
 *
 * @param detail one sentence for people
 * @param ahead tasks of the same tenant and queue that go first; absent if that is not known
 * @param urgency how urgent it has become by waiting; only of a ready one
 */
public record Waiting(
        Reason reason,
        String detail,
        @Nullable Long ahead,
        @Nullable Rising urgency) {
    /**
     * What it has gained by waiting; see {@link Urgency}.
     *
     * @param score 0 for BULK to 4 for CRITICAL and above, with what was added
     * @param priority at which it waits
     * @param reason what was added and why; empty if nothing was
     */
    public record Rising(double score, Priority priority, String reason) {}

    /** What it waits for; the first that applies, in this order. */
    public enum Reason {
        /** It is scheduled, or will be tried again later. */
        NOT_DUE,
        /** An operator has paused its queue. */
        PAUSED,
        /** Tasks of its type, or for its target's server, fail: a breaker keeps them back. */
        BREAKER,
        /** Its queue, or a limit by key, has no room. */
        LIMIT,
        /** No worker is registered that takes its type and queue. */
        NO_WORKER,
        /** Its turn has not come; with nothing ahead it is next. */
        BEHIND
    }

    static Waiting notDue(@Nullable Instant dueAt) {
        return new Waiting(Reason.NOT_DUE, dueAt == null ? "Not due yet" : "Due at " + dueAt, null, null);
    }

    /**
     * What is known of a ready task's place.
     *
     * @param breaker which breaker keeps it back, in a sentence; null if none does
     * @param limit which limit keeps it back, in a sentence; null if none does
     */
    record Place(
            String queue,
            String type,
            boolean paused,
            @Nullable String breaker,
            @Nullable String limit,
            boolean hasWorker,
            @Nullable Long ahead,
            @Nullable Rising urgency) {

        Waiting explained() {
            if (paused) {
                return waiting(Reason.PAUSED, "Queue " + queue + " is paused");
            }
            if (breaker != null) {
                return waiting(Reason.BREAKER, breaker);
            }
            if (limit != null) {
                return waiting(Reason.LIMIT, limit);
            }
            if (!hasWorker) {
                return waiting(
                        Reason.NO_WORKER, "No worker is registered that takes type " + type + " from queue " + queue);
            }
            return waiting(Reason.BEHIND, behind());
        }

        private Waiting waiting(Reason reason, String detail) {
            return new Waiting(reason, detail, ahead, urgency);
        }

        private String behind() {
            if (ahead == null) {
                return "Others of its queue go first";
            }
            return ahead == 0 ? "It is next in its queue" : "So many of its queue go first: " + ahead;
        }
    }
}
