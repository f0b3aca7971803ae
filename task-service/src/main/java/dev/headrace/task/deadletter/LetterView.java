package dev.headrace.task.deadletter;

import dev.headrace.task.failure.AlertLevel;
import dev.headrace.task.failure.FailureType;
import dev.headrace.task.failure.Remediation;
import dev.headrace.task.model.Priority;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as people see it. Lists leave out the stack, the notes and the history.
 *
 * @param reason why its task was given up
 * @param fingerprint the same for failures of one cause
 * @param attempts leases of its task that ended, of all its runs
 * @param deaths how often its task was given up
 * @param assignee who looks after it
 * @param nextRetryAt when its task is due again, while that is to come
 */
public record LetterView(
        UUID id,
        UUID taskId,
        String tenant,
        String owner,
        String type,
        String queue,
        String priority,
        LetterStatus status,
        @Nullable String reason,
        Fault error,
        @Nullable Found failure,
        String fingerprint,
        Instant firstFailedAt,
        Instant lastFailedAt,
        int attempts,
        int deaths,
        @Nullable String assignee,
        @Nullable Instant retriedAt,
        @Nullable Instant nextRetryAt,
        Instant updatedAt,
        @Nullable List<Remark> notes,
        @Nullable List<Entry> history) {

    /** The last failure as it was reported. */
    public record Fault(
            @Nullable String type,
            @Nullable String message,
            @Nullable String stack) {}

    /** What the last failure was found to be, and what helps. */
    public record Found(
            FailureType type,
            double confidence,
            @Nullable String rule,
            Remediation remediation,
            AlertLevel alertLevel) {}

    /** A note that somebody left. */
    public record Remark(
            Instant at, @Nullable String by, @Nullable String text) {}

    /**
     * Who did what, and when.
     *
     * @param by absent if it happened by itself
     */
    public record Entry(
            Instant at,
            @Nullable String by,
            String action,
            @Nullable String detail,
            @Nullable UUID bulkAction) {
        static Entry of(Row row) {
            return new Entry(
                    row.getOffsetDateTime("at").toInstant(),
                    row.getString("actor"),
                    row.getString("action"),
                    row.getString("detail"),
                    row.getUUID("bulk"));
        }
    }

    /** A row of a list. */
    static LetterView brief(Row row) {
        return of(row, null, null, null);
    }

    /** One with all that is known of it. */
    static LetterView full(Row row, List<Entry> history) {
        List<Remark> notes = history.stream()
                .filter(e -> "note".equals(e.action()))
                .map(e -> new Remark(e.at(), e.by(), e.detail()))
                .toList();
        return of(row, row.getString("error_stack"), notes, history);
    }

    private static LetterView of(
            Row row, @Nullable String stack, @Nullable List<Remark> notes, @Nullable List<Entry> history) {
        return new LetterView(
                row.getUUID("id"),
                row.getUUID("task_id"),
                row.getString("tenant"),
                row.getString("owner"),
                row.getString("type"),
                row.getString("queue"),
                Priority.ofRank(row.getShort("priority")).name(),
                LetterStatus.valueOf(row.getString("status")),
                row.getString("reason"),
                new Fault(row.getString("error_type"), row.getString("error_message"), stack),
                Remedies.found(row),
                row.getString("fingerprint"),
                row.getOffsetDateTime("first_failed_at").toInstant(),
                row.getOffsetDateTime("last_failed_at").toInstant(),
                row.getInteger("attempts"),
                row.getInteger("deaths"),
                row.getString("assignee"),
                instant(row, "retried_at"),
                instant(row, "next_retry_at"),
                row.getOffsetDateTime("updated_at").toInstant(),
                notes,
                history);
    }

    private static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
