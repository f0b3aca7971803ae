package dev.headrace.task.deadletter;

import dev.headrace.task.failure.Remediation;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters of one cause.
 *
 * @param fingerprint what they have in common; a filter of actions takes it
 * @param count so many of those that match
 * @param firstSeen first failure of any of them
 * @param lastSeen last failure of any of them
 * @param failure what the sample's failure was found to be
 * @param suggestion what helps
 */
public record GroupView(
        String tenant,
        String fingerprint,
        long count,
        Instant firstSeen,
        Instant lastSeen,
        Trend trend,
        Sample sample,
        LetterView.@Nullable Found failure,
        Suggestion suggestion) {

    /** The newest of them. */
    public record Sample(
            UUID id,
            UUID taskId,
            String type,
            @Nullable String errorType,
            @Nullable String errorMessage,
            Instant lastFailedAt) {}

    /** @param advice in a sentence */
    public record Suggestion(Remediation remediation, String advice) {}

    static GroupView of(Row row) {
        LetterView.Found failure = Remedies.found(row);
        Remediation remediation = failure == null ? Remediation.MANUAL_INVESTIGATION : failure.remediation();
        return new GroupView(
                row.getString("tenant"),
                row.getString("fingerprint"),
                row.getLong("letters"),
                row.getOffsetDateTime("first_seen").toInstant(),
                row.getOffsetDateTime("last_seen").toInstant(),
                Trend.of(
                        row.getLong("last_hour"),
                        row.getLong("hour_before"),
                        row.getLong("last_day"),
                        row.getLong("day_before")),
                new Sample(
                        row.getUUID("id"),
                        row.getUUID("task_id"),
                        row.getString("type"),
                        row.getString("error_type"),
                        row.getString("error_message"),
                        row.getOffsetDateTime("last_failed_at").toInstant()),
                failure,
                new Suggestion(remediation, Remedies.advice(remediation)));
    }
}
