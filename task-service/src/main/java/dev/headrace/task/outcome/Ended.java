package dev.headrace.task.outcome;

import dev.headrace.task.model.RetryPolicy;
import dev.headrace.task.model.Verdict;
import dev.headrace.task.store.Facts;
import dev.headrace.task.store.Held;
import dev.headrace.task.store.RetryJson;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A lease that an outcome ends, as the database or this replica knows it.
 *
 * @param own the task's own retry policy, if it has one
 */
record Ended(
        Facts facts,
        long lease,
        UUID workerId,
        int attempt,
        int crashes,
        int maxAttempts,
        Instant dueAt,
        Instant startedAt,
        Instant endedAt,
        boolean cancelling,
        @Nullable RetryPolicy own) {

    /** As this replica remembers it; nobody is known to want it cancelled. */
    static Ended of(Held held) {
        return new Ended(
                held.facts(),
                held.lease(),
                held.workerId(),
                held.attempt(),
                held.crashes(),
                held.maxAttempts(),
                held.dueAt(),
                held.startedAt(),
                held.now(),
                false,
                held.policy());
    }

    static Ended of(Row row) {
        return new Ended(
                Facts.of(row),
                row.getLong("lease"),
                row.getUUID("worker_id"),
                row.getShort("attempt"),
                row.getShort("crashes"),
                row.getShort("max_attempts"),
                row.getOffsetDateTime("due_at").toInstant(),
                row.getOffsetDateTime("started_at").toInstant(),
                row.getOffsetDateTime("ended_at").toInstant(),
                row.getBoolean("cancel"),
                RetryJson.read(row.getString("retry")));
    }

    long waitMs() {
        return Math.max(0, Duration.between(dueAt, startedAt).toMillis());
    }

    long runMs() {
        return Math.max(0, Duration.between(startedAt, endedAt).toMillis());
    }

    Verdict.Situation situation() {
        return situation(own == null ? RetryPolicy.DEFAULT : own, maxAttempts);
    }

    /** Under a policy that allows so many attempts. */
    Verdict.Situation situation(RetryPolicy policy, int attempts) {
        long age = Duration.between(facts.createdAt(), endedAt).toMillis();
        return new Verdict.Situation(attempt, attempts, Math.max(0, age), cancelling, policy);
    }
}
