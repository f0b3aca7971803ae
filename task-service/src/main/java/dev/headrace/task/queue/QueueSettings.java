package dev.headrace.task.queue;

import dev.headrace.task.signal.QueueRules;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A queue and what an operator set for it.
 *
 * @param maxRunning most leases at a time; absent is no limit
 * @param createdAt absent if nothing was set and the queue is there because tasks are in it
 */
public record QueueSettings(
        String name,
        boolean paused,
        @Nullable Integer maxRunning,
        @Nullable String description,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt) {

    /** A queue of which nobody set anything. */
    static QueueSettings unset(String name) {
        return new QueueSettings(name, false, null, null, null, null);
    }

    QueueRules.Rule rule() {
        return new QueueRules.Rule(paused, maxRunning);
    }
}
