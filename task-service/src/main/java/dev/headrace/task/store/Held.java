package dev.headrace.task.store;

import dev.headrace.task.model.RetryPolicy;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A lease that this replica gave, with all that decides what follows from its end: the database need only say whether it
 * is still in force.
 *
 * @param crashes leases of the task that ended in silence before
 * @param policy the task's own; null if it has none
 * @param sinceNanos {@link System#nanoTime} when the lease was given
 */
public record Held(
        Facts facts,
        long lease,
        UUID workerId,
        int attempt,
        int crashes,
        int maxAttempts,
        Instant dueAt,
        Instant startedAt,
        @Nullable RetryPolicy policy,
        long sinceNanos) {

    /** Now by the database's clock, as far as this process can tell. */
    public Instant now() {
        return startedAt.plusNanos(System.nanoTime() - sinceNanos);
    }
}
