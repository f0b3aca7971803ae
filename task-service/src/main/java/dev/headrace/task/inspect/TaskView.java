package dev.headrace.task.inspect;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.headrace.task.model.Priority;
import dev.headrace.task.push.Target;
import dev.headrace.task.store.RawJson;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A task as its owner sees it. Lists leave out the payload and the attempts.
 *
 * @param runAt when it was to start first
 * @param dueAt when the coming attempt is due, while it is SCHEDULED or RETRYING
 * @param budgetMs how long it may take from its submission to its end; not in lists, as the next two
 * @param startWithinMs how long it may wait for its first lease once it is due
 * @param expiresAt when it is given up by the first of these that still counts
 * @param waiting why it waits, while it is READY, SCHEDULED or RETRYING; not in lists
 * @param batchId the batch that it was handed in with
 * @param target where it is pushed to, secrets masked; not in lists
 * @param changes who did what to it, the oldest first; not in lists
 * @param attempts those that ended, the oldest first, and the one that runs
 */
public record TaskView(
        UUID id,
        String tenant,
        String owner,
        String type,
        String queue,
        String priority,
        String state,
        @Schema(ref = "AnyJson") @Nullable @JsonRawValue String payload,
        Instant createdAt,
        Instant runAt,
        @Nullable Instant dueAt,
        @Nullable Instant finishedAt,
        @Nullable Long timeoutMs,
        @Nullable Long budgetMs,
        @Nullable Long startWithinMs,
        @Nullable Instant expiresAt,
        int maxAttempts,

        @Schema(implementation = RawJson.class) @Nullable @JsonRawValue
        String retry,

        @Schema(type = SchemaType.ARRAY, implementation = String.class) @Nullable @JsonRawValue
        String tags,

        @Schema(type = SchemaType.OBJECT) @Nullable @JsonRawValue
        String metadata,

        @Nullable String idempotencyKey,
        @Nullable UUID batchId,
        @Nullable Target target,
        @Schema(ref = "AnyJson") @Nullable @JsonRawValue String output,
        @Nullable String reason,
        @Nullable Waiting waiting,

        @Schema(type = SchemaType.ARRAY, implementation = Object.class) @Nullable @JsonRawValue
        String changes,

        @Nullable List<AttemptView> attempts) {

    /** A row of a list. */
    static TaskView brief(Row row) {
        return of(row, null, null, null, null);
    }

    /** A task with all that is known of it. */
    static TaskView full(Row row, @Nullable Waiting waiting, List<AttemptView> attempts) {
        String target = row.getString("target");
        Target shown = target == null ? null : Target.read(target).masked();
        return of(row, row.getString("payload"), shown, waiting, attempts);
    }

    private static TaskView of(
            Row row,
            @Nullable String payload,
            @Nullable Target target,
            @Nullable Waiting waiting,
            @Nullable List<AttemptView> attempts) {
        return new TaskView(
                row.getUUID("id"),
                row.getString("tenant"),
                row.getString("owner"),
                row.getString("type"),
                row.getString("queue"),
                Priority.ofRank(row.getShort("priority")).name(),
                row.getString("state"),
                payload,
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("run_at").toInstant(),
                instant(row, "due_at"),
                instant(row, "finished_at"),
                row.getLong("timeout_ms"),
                row.getLong("budget_ms"),
                row.getLong("start_within_ms"),
                instant(row, "expires_at"),
                row.getShort("max_attempts"),
                row.getString("retry"),
                row.getString("tags_text"),
                row.getString("metadata"),
                row.getString("idempotency_key"),
                row.getUUID("batch"),
                target,
                row.getString("output"),
                row.getString("reason"),
                waiting,
                row.getString("changes"),
                attempts);
    }

    static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
