package dev.headrace.task.batch;

import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.task.store.EventBatch;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code dev.headrace.batch.completed}: all tasks of a batch have ended. Its schema and sample are in docs/contracts.
 *
 * @param round how often that has happened: a retry opens a batch again
 * @param durationMs from its submission until then
 */
record BatchEvent(Facts batch, int succeeded, int dead, int cancelled, int round, long durationMs, Instant finishedAt) {
    static final String COMPLETED = TaskEvent.PREFIX + "batch.completed";

    /**
     * The batch after the event.
     *
     * @param status COMPLETED, PARTIAL or FAILED
     */
    record Facts(
            UUID batchId,
            String tenant,
            String owner,
            String type,
            String status,
            int size,
            Instant createdAt,
            @Nullable String name) {}

    static BatchEvent of(Row row) {
        Instant created = row.getOffsetDateTime("created_at").toInstant();
        Instant finished = row.getOffsetDateTime("finished_at").toInstant();
        Facts batch = new Facts(
                row.getUUID("id"),
                row.getString("tenant"),
                row.getString("owner"),
                row.getString("type"),
                row.getString("status"),
                row.getInteger("size"),
                created,
                row.getString("name"));
        return new BatchEvent(
                batch,
                row.getInteger("succeeded"),
                row.getInteger("dead"),
                row.getInteger("cancelled"),
                row.getInteger("rounds"),
                finished.toEpochMilli() - created.toEpochMilli(),
                finished);
    }

    /** As it travels: events of one batch keep their order. */
    CloudEvent sealed() {
        return EventBatch.sealed(COMPLETED, batch.batchId().toString(), batch.tenant(), JsonBytes.text(this));
    }
}
