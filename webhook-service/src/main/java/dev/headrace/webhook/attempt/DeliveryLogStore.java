package dev.headrace.webhook.attempt;

import dev.headrace.platform.api.JsonBytes;
import dev.headrace.webhook.attempt.DeliveryView.AttemptView;
import dev.headrace.webhook.deliver.DeliveryState;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads deliveries with their attempts. */
@Singleton
public final class DeliveryLogStore {
    private final Pool pool;

    public DeliveryLogStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * Deliveries of one endpoint, newest first.
     *
     * @param status only these, or all
     * @param before only older than this delivery, or from the newest
     */
    Uni<List<DeliveryView>> list(UUID endpoint, @Nullable DeliveryState status, @Nullable UUID before, int limit) {
        String sql = """
                select d.id, d.event_id, e.type, d.state, d.created_at, d.due_at, d.finished_at,
                       (select coalesce(json_agg(json_build_object(
                            'number', a.number, 'started_at', a.started_at, 'duration_ms', a.duration_ms,
                            'status_code', a.status, 'error', a.error, 'response', a.response) order by a.number), '[]')
                        from attempt a
                        where a.delivery_id = d.id)::text as attempts
                from delivery d
                join event e on e.id = d.event_id
                where d.endpoint_id = $1 and ($2::text is null or d.state = $2) and ($3::uuid is null or d.id < $3)
                order by d.id desc
                limit $4
                """;
        return pool.preparedQuery(sql)
                .execute(Tuple.of(endpoint, status == null ? null : status.name(), before, limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(DeliveryLogStore::view)
                        .toList());
    }

    private static DeliveryView view(Row row) {
        DeliveryState status = DeliveryState.valueOf(row.getString("state"));
        byte[] attempts = row.getString("attempts").getBytes(StandardCharsets.UTF_8);
        return new DeliveryView(
                row.getUUID("id"),
                row.getUUID("event_id"),
                row.getString("type"),
                status,
                row.getOffsetDateTime("created_at").toInstant(),
                status == DeliveryState.PENDING
                        ? row.getOffsetDateTime("due_at").toInstant()
                        : null,
                instant(row.getOffsetDateTime("finished_at")),
                List.of(JsonBytes.read(attempts, AttemptView[].class)));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
