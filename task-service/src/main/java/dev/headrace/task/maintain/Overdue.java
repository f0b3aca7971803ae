package dev.headrace.task.maintain;

import dev.headrace.task.failure.AlertLevel;
import dev.headrace.task.failure.Classification;
import dev.headrace.task.failure.Failure;
import dev.headrace.task.failure.FailureType;
import dev.headrace.task.failure.Remediation;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.model.Verdict;
import dev.headrace.task.store.Facts;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that a limit in time has ended.
 *
 * @param was its state until then
 * @param attempt the one that ran, or was to come
 * @param tried whether it was leased before, in this run of it
 * @param before what its last attempt failed of, if that failed
 */
record Overdue(
        Facts facts,
        TaskState was,
        boolean overBudget,
        int attempt,
        @Nullable Long lease,
        @Nullable UUID worker,
        Instant due,
        @Nullable Instant started,
        Instant ended,
        boolean tried,
        @Nullable Classification before) {
    /** As the rules of failures know it. */
    private static final String TYPE = "TimeoutError";

    private static final String LATE = "The task was not done within budget_ms: ";

    static Overdue of(Row row) {
        OffsetDateTime started = row.getOffsetDateTime("started_at");
        return new Overdue(
                Facts.of(row),
                TaskState.valueOf(row.getString("was")),
                "BUDGET".equals(row.getString("cause")),
                row.getShort("attempt"),
                row.getLong("lease"),
                row.getUUID("worker_id"),
                row.getOffsetDateTime("due_at").toInstant(),
                started == null ? null : started.toInstant(),
                row.getOffsetDateTime("ended_at").toInstant(),
                row.getBoolean("tried"),
                before(row));
    }

    private static @Nullable Classification before(Row row) {
        String type = row.getString("failure_type");
        return type == null
                ? null
                : new Classification(
                        FailureType.valueOf(type),
                        row.getFloat("confidence"),
                        row.getString("rule"),
                        Remediation.valueOf(row.getString("remediation")),
                        AlertLevel.valueOf(row.getString("alert_level")));
    }

    Verdict.Reason reason() {
        return overBudget ? Verdict.Reason.BUDGET_EXHAUSTED : Verdict.Reason.NOT_STARTED;
    }

    /** What is said of it. */
    Failure failure() {
        return new Failure(TYPE, message(), null, null);
    }

    private String message() {
        if (!overBudget) {
            return "No worker took the task within start_within_ms";
        }
        if (was == TaskState.RUNNING) {
            return LATE + "its attempt still ran";
        }
        return LATE + (tried ? "its attempts did not succeed" : "no worker took it");
    }

    /**
     * What the failure is. Where attempts failed before, the time went by on their cause, so that is what helps; what an operator's
     * rule says of the limit itself counts more.
     */
    Classification found(Classification ofLimit) {
        return before == null || !overBudget || ofLimit.rule().startsWith("operator:")
                ? ofLimit
                : new Classification(
                        before.type(),
                        before.confidence(),
                        ofLimit.rule() + "+" + before.rule(),
                        before.remediation(),
                        before.alert());
    }

    /** The last attempt that there was. */
    int lastAttempt() {
        return started == null ? attempt - 1 : attempt;
    }

    long waitMs() {
        return millis(due, started == null ? ended : started);
    }

    long runMs() {
        return started == null ? 0 : millis(started, ended);
    }

    private static long millis(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis());
    }
}
