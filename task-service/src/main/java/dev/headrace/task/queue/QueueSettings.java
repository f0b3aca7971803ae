package dev.headrace.task.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A queue and what an operator set for it.
 *
 * @param maxRunning most leases at a time; absent is no limit
 * @param weight share of new leases beside the tenant's other queues at equal priority; absent is by due time
 * @param createdAt absent if nothing was set and the queue is there because tasks are in it
 */
public record QueueSettings(
        String name,
        boolean paused,
        @Nullable Integer maxRunning,
        @Nullable Integer weight,
        @Nullable String description,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt) {

    /** A queue of which nobody set anything. */
    static QueueSettings unset(String name) {
        return new QueueSettings(name, false, null, null, null, null, null);
    }
}
