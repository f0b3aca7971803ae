package dev.headrace.task.inspect;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One lease of a task.
 *
 * @param outcome succeeded, failed, released, expired, cancelled or timed_out; running while it is in force
 * @param waitMs from when it was due to its lease
 * @param runMs from its lease to its end
 * @param failure what the error was found to be
 */
public record AttemptView(
        int attempt,
        long lease,
        @Nullable UUID workerId,
        String outcome,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Long waitMs,
        @Nullable Long runMs,
        @Nullable Instant leaseExpiresAt,
        @Schema(ref = "AnyJson") @Nullable @JsonRawValue String progress,
        @Nullable Fault error,
        @Nullable FailureView failure) {

    /** What the worker said of its failure. */
    public record Fault(
            @Nullable String type,
            @Nullable String message,
            @Nullable String stack,
            @Nullable Boolean retryable) {}

    static AttemptView of(Row row) {
        Instant due = row.getOffsetDateTime("due_at").toInstant();
        Instant started = TaskView.instant(row, "started_at");
        Instant finished = TaskView.instant(row, "finished_at");
        return new AttemptView(
                row.getShort("attempt"),
                row.getLong("lease"),
                row.getUUID("worker_id"),
                row.getString("outcome"),
                started,
                finished,
                millis(due, started),
                millis(started, finished),
                TaskView.instant(row, "expires_at"),
                row.getString("progress"),
                error(row),
                FailureView.of(row));
    }

    private static @Nullable Long millis(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null
                ? null
                : Math.max(0, Duration.between(from, to).toMillis());
    }

    private static @Nullable Fault error(Row row) {
        String type = row.getString("error_type");
        String message = row.getString("error_message");
        return type == null && message == null
                ? null
                : new Fault(type, message, row.getString("error_stack"), row.getBoolean("retryable"));
    }
}
