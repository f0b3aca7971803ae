package dev.headrace.task.worker;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A worker as people see it.
 *
 * @param types what it runs; empty means all
 * @param queues where it takes from; empty means all
 * @param slots how many tasks it runs at once
 * @param leases how many tasks it holds now
 * @param lastSeen its last call, some seconds exact
 */
public record WorkerView(
        @JsonProperty("worker_id") UUID id,
        String name,
        State state,
        List<String> types,
        List<String> queues,
        int slots,
        long leases,
        Instant registeredAt,
        Instant lastSeen) {

    /** Where a worker stands. */
    public enum State {
        ACTIVE,
        /** It is to end, and gets no more tasks. */
        DRAINING,
        /** It was not heard of for two minutes. */
        SILENT
    }

    static WorkerView of(Row row) {
        return new WorkerView(
                row.getUUID("id"),
                row.getString("name"),
                state(row),
                List.of(row.getArrayOfStrings("types")),
                List.of(row.getArrayOfStrings("queues")),
                row.getInteger("slots"),
                0,
                row.getOffsetDateTime("registered_at").toInstant(),
                row.getOffsetDateTime("last_seen").toInstant());
    }

    private static State state(Row row) {
        if (row.getBoolean("silent")) {
            return State.SILENT;
        }
        return row.getBoolean("draining") ? State.DRAINING : State.ACTIVE;
    }

    WorkerView holding(Map<UUID, Long> held) {
        long leases = held.getOrDefault(id, 0L);
        return new WorkerView(id, name, state, types, queues, slots, leases, registeredAt, lastSeen);
    }
}
