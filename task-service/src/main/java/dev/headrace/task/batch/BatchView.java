package dev.headrace.task.batch;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A batch as its owner sees it.
 *
 * @param status PENDING, PROCESSING, COMPLETED, PARTIAL or FAILED; one of the last three once its event is durable
 * @param size how many tasks were handed in
 * @param progress part of them that has ended, from 0 to 1
 * @param rounds how often all of them had ended: a retry opens a batch again
 * @param failures what its dead tasks died of, the most frequent first, at most ten; not in lists
 */
public record BatchView(
        UUID id,
        String tenant,
        String owner,
        @Nullable String name,
        String type,
        BatchStatus status,
        int size,
        double progress,
        BatchCounts counts,
        int rounds,
        Instant createdAt,
        @Nullable Instant finishedAt,
        @Nullable String idempotencyKey,
        @Nullable List<Cause> failures) {

    /**
     * One error of several dead tasks.
     *
     * @param type as their workers said it
     * @param failureType what it was found to be
     * @param message of the first
     * @param firstIndex the first item that died of it
     */
    public record Cause(
            @Nullable String type,
            @Nullable String failureType,
            @Nullable String message,
            int count,
            int firstIndex) {}

    static BatchView of(Row row) {
        BatchCounts counts = BatchCounts.of(row);
        int size = row.getInteger("size");
        String ended = row.getString("status");
        OffsetDateTime finished = row.getOffsetDateTime("finished_at");
        return new BatchView(
                row.getUUID("id"),
                row.getString("tenant"),
                row.getString("owner"),
                row.getString("name"),
                row.getString("type"),
                ended == null ? open(counts) : BatchStatus.valueOf(ended),
                size,
                (double) counts.ended() / size,
                counts,
                row.getInteger("rounds"),
                row.getOffsetDateTime("created_at").toInstant(),
                finished == null ? null : finished.toInstant(),
                row.getString("idempotency_key"),
                null);
    }

    private static BatchStatus open(BatchCounts counts) {
        return counts.anyBegun() ? BatchStatus.PROCESSING : BatchStatus.PENDING;
    }

    BatchView with(List<Cause> causes) {
        return new BatchView(
                id,
                tenant,
                owner,
                name,
                type,
                status,
                size,
                progress,
                counts,
                rounds,
                createdAt,
                finishedAt,
                idempotencyKey,
                causes);
    }
}
