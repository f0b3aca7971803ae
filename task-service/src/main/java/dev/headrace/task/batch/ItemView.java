package dev.headrace.task.batch;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.headrace.task.model.TaskState;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One item of a batch and what has become of it.
 *
 * @param index its place in the batch, from 0
 * @param id of its task
 * @param attempts how many have ended
 * @param output of the attempt that succeeded
 * @param error of its last attempt, if that failed
 * @param reason why it was given up
 */
public record ItemView(
        int index,
        UUID id,
        TaskState state,
        int attempts,
        @Nullable Instant finishedAt,
        @Schema(ref = "AnyJson") @Nullable @JsonRawValue String output,
        @Nullable Fault error,
        @Nullable String reason) {

    /**
     * Why it failed.
     *
     * @param type as the worker said it
     * @param failureType what it was found to be
     */
    public record Fault(
            @Nullable String type,
            @Nullable String message,
            @Nullable String failureType) {}

    static ItemView of(Row row) {
        String type = row.getString("error_type");
        String message = row.getString("error_message");
        OffsetDateTime finished = row.getOffsetDateTime("finished_at");
        return new ItemView(
                row.getInteger("batch_place"),
                row.getUUID("id"),
                TaskState.valueOf(row.getString("state")),
                row.getInteger("attempts"),
                finished == null ? null : finished.toInstant(),
                row.getString("output"),
                type == null && message == null ? null : new Fault(type, message, row.getString("failure_type")),
                row.getString("reason"));
    }
}
