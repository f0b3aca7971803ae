package dev.headrace.task.inspect;

import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks are meant. Absent and empty mean any.
 *
 * @param type exact, or its beginning if {@code typePrefix}
 * @param text in lower case
 */
public record TaskFilter(
        Set<TaskState> states,
        @Nullable String type,
        boolean typePrefix,
        @Nullable String queue,
        Set<Priority> priorities,
        @Nullable String tag,
        @Nullable String owner,
        @Nullable String tenant,
        Times times,
        @Nullable String text) {

    public TaskFilter {
        states = Set.copyOf(states);
        priorities = Set.copyOf(priorities);
    }

    /** From a time on, and before a time. */
    public record Times(
            @Nullable Instant createdAfter,
            @Nullable Instant createdBefore,
            @Nullable Instant finishedAfter,
            @Nullable Instant finishedBefore) {
        static final Times ANY = new Times(null, null, null, null);
    }

    /** Whether it names nothing, so that every task matches. */
    public boolean isOpen() {
        return states.isEmpty()
                && priorities.isEmpty()
                && times.equals(Times.ANY)
                && Stream.of(type, queue, tag, owner, tenant, text).allMatch(Objects::isNull);
    }

    /** The same for equal filters, and in all likelihood for no others. */
    String fingerprint() {
        Set<TaskState> sortedStates = EnumSet.noneOf(TaskState.class);
        sortedStates.addAll(states);
        Object[] parts = {
            sortedStates,
            type,
            typePrefix,
            queue,
            new TreeSet<>(priorities),
            tag,
            owner,
            tenant,
            times.createdAfter(),
            times.createdBefore(),
            times.finishedAfter(),
            times.finishedBefore(),
            text
        };
        StringBuilder told = new StringBuilder();
        for (Object part : parts) {
            told.append(part).append('\u0000');
        }
        return Integer.toHexString(told.toString().hashCode());
    }
}
