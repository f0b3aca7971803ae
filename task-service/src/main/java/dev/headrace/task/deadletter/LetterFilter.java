package dev.headrace.task.deadletter;

import dev.headrace.task.failure.FailureType;
import dev.headrace.task.inspect.Scope;
import dev.headrace.task.model.Priority;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant. Absent and empty mean any.
 *
 * @param type exact, or its beginning if {@code typePrefix}
 * @param from of the last failure
 * @param to of the last failure, not included
 * @param text in lower case
 */
record LetterFilter(
        Set<LetterStatus> statuses,
        @Nullable String type,
        boolean typePrefix,
        Set<Priority> priorities,
        Set<FailureType> failureTypes,
        @Nullable String fingerprint,
        @Nullable UUID taskId,
        @Nullable String tenant,
        @Nullable String owner,
        @Nullable String assignee,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String text) {

    LetterFilter {
        statuses = Set.copyOf(statuses);
        priorities = Set.copyOf(priorities);
        failureTypes = Set.copyOf(failureTypes);
    }

    /** Whether it looks at nothing but one status, and whose it is. */
    boolean isByStatusAlone() {
        return statuses.size() == 1
                && priorities.isEmpty()
                && failureTypes.isEmpty()
                && Stream.of(type, fingerprint, taskId, assignee, from, to, text)
                        .noneMatch(Objects::nonNull);
    }

    /** Whether it names nothing, so that every dead letter matches. */
    boolean isOpen() {
        return statuses.isEmpty()
                && priorities.isEmpty()
                && failureTypes.isEmpty()
                && Stream.of(type, fingerprint, taskId, tenant, owner, assignee, from, to, text)
                        .allMatch(Objects::isNull);
    }

    /** Those that wait for a decision, unless it names a status. */
    LetterFilter orPending() {
        return statuses.isEmpty() ? withStatuses(Set.of(LetterStatus.PENDING)) : this;
    }

    private LetterFilter withStatuses(Set<LetterStatus> others) {
        return new LetterFilter(
                others,
                type,
                typePrefix,
                priorities,
                failureTypes,
                fingerprint,
                taskId,
                tenant,
                owner,
                assignee,
                from,
                to,
                text);
    }

    /** @throws dev.headrace.platform.api.ApiException FORBIDDEN if it names what the scope does not cover */
    Scope within(Scope scope) {
        return scope.narrowedBy(tenant, owner);
    }

    /** The same for equal filters, and in all likelihood for no others. */
    String hash() {
        Object[] parts = {
            new TreeSet<>(statuses),
            type,
            typePrefix,
            new TreeSet<>(priorities),
            new TreeSet<>(failureTypes),
            fingerprint,
            taskId,
            tenant,
            owner,
            assignee,
            from,
            to,
            text
        };
        StringBuilder told = new StringBuilder();
        for (Object part : parts) {
            told.append(part).append('\u0000');
        }
        return Integer.toHexString(told.toString().hashCode());
    }
}
