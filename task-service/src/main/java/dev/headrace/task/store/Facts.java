package dev.headrace.task.store;

import dev.headrace.platform.event.TaskFacts;
import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.signal.Kind;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What never changes about a task and every event of it says. */
public record Facts(
        UUID id,
        String tenant,
        String owner,
        String type,
        String queue,
        Priority priority,
        String host,
        Instant createdAt,
        @Nullable UUID batch) {

    /** Columns of {@code task t} that {@link #of} reads. */
    public static final String COLUMNS =
            "t.id, t.tenant, t.owner, t.type, t.queue, t.priority, t.host, t.created_at, t.batch";

    public static Facts of(Row row) {
        return new Facts(
                row.getUUID("id"),
                row.getString("tenant"),
                row.getString("owner"),
                row.getString("type"),
                row.getString("queue"),
                Priority.ofRank(row.getShort("priority")),
                row.getString("host"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getUUID("batch"));
    }

    /** With another priority, if there is one. */
    public Facts withPriority(@Nullable Priority other) {
        return other == null ? this : new Facts(id, tenant, owner, type, queue, other, host, createdAt, batch);
    }

    /** As one of a batch. */
    public Facts inBatch(UUID id) {
        return new Facts(this.id, tenant, owner, type, queue, priority, host, createdAt, id);
    }

    public Kind kind() {
        return new Kind(tenant, queue, type, host);
    }

    /** As an event says it. */
    public TaskFacts in(TaskState state) {
        return new TaskFacts(id, tenant, owner, type, queue, priority.name(), state.name(), createdAt, batch);
    }
}
