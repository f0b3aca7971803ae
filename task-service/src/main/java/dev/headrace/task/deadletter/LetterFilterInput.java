package dev.headrace.task.deadletter;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Feature;
import dev.headrace.platform.api.Violations;
import dev.headrace.task.failure.FailureType;
import dev.headrace.task.model.Priority;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A filter as it was written, in a query or in a body, so that what is wrong is named by its field in the same words wherever
 * it came from.
 *
 * @param status one or several, also separated by commas
 * @param type of the task: exact, or the beginning of it and *
 * @param priority one or several, also separated by commas
 * @param failureType one or several, also separated by commas
 * @param fingerprint of a group
 * @param from the last failure was then or later
 * @param to the last failure was before
 * @param text part of the task's type or of the error's type or message, in any case
 */
public record LetterFilterInput(
        @Nullable @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> status,

        @Nullable String type,

        @Nullable @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> priority,

        @Nullable @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> failureType,

        @Nullable String fingerprint,
        @Nullable String taskId,
        @Nullable String tenant,
        @Nullable String owner,
        @Nullable String assignee,
        @Nullable String from,
        @Nullable String to,
        @Nullable String text) {

    /** Their names in a query. */
    static final Set<String> NAMES = Set.of(
            "status",
            "type",
            "priority",
            "failure_type",
            "fingerprint",
            "task_id",
            "tenant",
            "owner",
            "assignee",
            "from",
            "to",
            "text");

    private static final int MAX = 128;
    private static final int MAX_SUBJECT = 256;

    static LetterFilterInput of(MultiMap query) {
        return new LetterFilterInput(
                query.contains("status") ? query.getAll("status") : null,
                query.get("type"),
                query.contains("priority") ? query.getAll("priority") : null,
                query.contains("failure_type") ? query.getAll("failure_type") : null,
                query.get("fingerprint"),
                query.get("task_id"),
                query.get("tenant"),
                query.get("owner"),
                query.get("assignee"),
                query.get("from"),
                query.get("to"),
                query.get("text"));
    }

    /** The filter, as far as it makes sense; what does not is added to the violations. */
    LetterFilter read(Violations v) {
        boolean prefix = type != null && type.endsWith("*");
        String bareType = type == null || !prefix ? type : type.substring(0, type.length() - 1);
        name(v, "type", type, MAX + 1)
                .check(
                        bareType == null || bareType.indexOf('*') < 0,
                        "type",
                        "INVALID",
                        "may have a * only as its last character");
        name(v, "fingerprint", fingerprint, MAX);
        name(v, "tenant", tenant, MAX);
        name(v, "owner", owner, MAX_SUBJECT);
        name(v, "assignee", assignee, MAX_SUBJECT);
        name(v, "text", text, MAX);
        return new LetterFilter(
                all(v, "status", status, LetterStatus.class, name -> named(name, LetterStatus.class)),
                bareType,
                prefix,
                all(v, "priority", priority, Priority.class, Priority::parse),
                all(v, "failure_type", failureType, FailureType.class, name -> named(name, FailureType.class)),
                fingerprint,
                id(v, taskId),
                tenant,
                owner,
                assignee,
                time(v, "from", from),
                time(v, "to", to),
                text == null ? null : text.toLowerCase(Locale.ROOT));
    }

    private static Violations name(Violations v, String field, @Nullable String value, int max) {
        return v.text(field, value, max)
                .check(
                        value == null || !value.isBlank(),
                        field,
                        "REQUIRED",
                        "may not be blank; leave it out to mean any");
    }

    private static @Nullable UUID id(Violations v, @Nullable String value) {
        try {
            return value == null ? null : UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            v.add("task_id", "INVALID", "is not the id of a task");
            return null;
        }
    }

    private static @Nullable Instant time(Violations v, String field, @Nullable String value) {
        try {
            return value == null ? null : OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException e) {
            v.add(field, "INVALID", "is not a time such as 2026-11-22T08:00:00Z");
            return null;
        }
    }

    private static <E extends Enum<E>> Optional<E> named(String name, Class<E> type) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(type.getEnumConstants())
                .filter(e -> e.name().equals(upper))
                .findFirst();
    }

    private static <E extends Enum<E>> Set<E> all(
            Violations v,
            String field,
            @Nullable List<String> values,
            Class<E> type,
            Function<String, Optional<E>> parse) {
        Set<E> found = EnumSet.noneOf(type);
        for (String value : values == null ? List.<String>of() : values) {
            for (String name : String.valueOf(value).split(",", -1)) {
                parse.apply(name.strip())
                        .ifPresentOrElse(
                                found::add,
                                () -> v.add(
                                        field,
                                        "UNKNOWN",
                                        "is " + name.strip() + "; it must be one of "
                                                + Arrays.toString(type.getEnumConstants())));
            }
        }
        return found;
    }
}
