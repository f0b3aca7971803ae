package dev.headrace.task.inspect;

import dev.headrace.platform.api.Cursor;
import dev.headrace.platform.api.Violations;
import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks a list shows. Absent means any.
 *
 * @param before tasks older than this one: the position of a cursor
 */
record TaskFilter(
        @Nullable TaskState state,
        @Nullable String type,
        @Nullable String queue,
        @Nullable Priority priority,
        @Nullable String tag,
        @Nullable UUID before) {

    /** Reads what the caller wrote. Fails with VALIDATION_FAILED naming every parameter that is wrong. */
    static TaskFilter of(Query q) {
        Optional<TaskState> state = Optional.ofNullable(q.state()).flatMap(TaskFilter::stateOf);
        Optional<Priority> priority = Optional.ofNullable(q.priority()).flatMap(Priority::parse);
        new Violations()
                .check(
                        q.state() == null || state.isPresent(),
                        "state",
                        "UNKNOWN",
                        "is " + q.state() + "; it must be one of " + Arrays.toString(TaskState.values()))
                .check(
                        q.priority() == null || priority.isPresent(),
                        "priority",
                        "UNKNOWN",
                        "is " + q.priority() + "; it must be one of " + Arrays.toString(Priority.values()))
                .text("type", q.type(), 128)
                .text("queue", q.queue(), 128)
                .text("tag", q.tag(), 128)
                .orThrow();
        UUID before = q.cursor() == null ? null : Cursor.decode(q.cursor(), UUID::fromString);
        return new TaskFilter(state.orElse(null), q.type(), q.queue(), priority.orElse(null), q.tag(), before);
    }

    /** The query parameters as they came. */
    record Query(
            @Nullable String state,
            @Nullable String type,
            @Nullable String queue,
            @Nullable String priority,
            @Nullable String tag,
            @Nullable String cursor) {}

    private static Optional<TaskState> stateOf(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(TaskState.values())
                .filter(s -> s.name().equals(upper))
                .findFirst();
    }

    @Nullable
    String stateName() {
        return state == null ? null : state.name();
    }

    @Nullable
    Integer priorityRank() {
        return priority == null ? null : (int) priority.rank();
    }

    /** A condition that leads the planner to the table which holds the state. Constant text: nothing of the caller's. */
    String heldIn() {
        if (state == null) {
            return "";
        }
        return switch (state) {
            case READY -> "AND t.id IN (SELECT unnest(ids[head + 1 :]) FROM segment WHERE tenant = $1)";
            case RUNNING -> "AND t.id IN (SELECT id FROM running)";
            case SCHEDULED, RETRYING -> "AND t.id IN (SELECT id FROM deferred WHERE tenant = $1)";
            case DEAD -> "AND t.id IN (SELECT task_id FROM attempt WHERE state_after = 'DEAD')";
            case CANCELLED -> "AND t.id IN (SELECT task_id FROM attempt WHERE state_after = 'CANCELLED')";
            case SUCCEEDED, BLOCKED -> "";
        };
    }
}
