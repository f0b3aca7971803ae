package dev.headrace.task.escalation;

import dev.headrace.task.model.Priority;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A ready task that will start too late.
 *
 * @param priority at which it waits now
 * @param slaMs in which time it should start from when it is due
 * @param waitedMs since when it is due
 * @param breachesAt when that time is over
 * @param startsAt when it will start at the pace of its queue; absent if nothing of the queue ended lately
 * @param ahead tasks of its queue that go first
 * @param perSecond leases of its queue that ended in a second, lately
 */
public record AtRisk(
        UUID id,
        String type,
        String queue,
        String priority,
        long slaMs,
        long waitedMs,
        Instant breachesAt,
        @Nullable Instant startsAt,
        long ahead,
        double perSecond) {

    static AtRisk of(Row row) {
        OffsetDateTime starts = row.getOffsetDateTime("starts_at");
        return new AtRisk(
                row.getUUID("id"),
                row.getString("type"),
                row.getString("queue"),
                Priority.ofRank(row.getShort("priority")).name(),
                row.getLong("sla_ms"),
                row.getLong("waited_ms"),
                row.getOffsetDateTime("breaches_at").toInstant(),
                starts == null ? null : starts.toInstant(),
                row.getLong("ahead"),
                row.getDouble("per_s"));
    }
}
