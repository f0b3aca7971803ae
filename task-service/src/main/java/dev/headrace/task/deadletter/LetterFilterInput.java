package dev.headrace.task.deadletter;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Feature;
import dev.headrace.platform.api.Violations;
import dev.headrace.task.failure.FailureType;
import dev.headrace.task.inspect.FilterFields;
import dev.headrace.task.model.Priority;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
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
                FilterFields.all(
                        v, "status", status, LetterStatus.class, name -> FilterFields.named(name, LetterStatus.class)),
                bareType,
                prefix,
                FilterFields.all(v, "priority", priority, Priority.class, Priority::parse),
                FilterFields.all(
                        v,
                        "failure_type",
                        failureType,
                        FailureType.class,
                        name -> FilterFields.named(name, FailureType.class)),
                fingerprint,
                id(v, taskId),
                tenant,
                owner,
                assignee,
                FilterFields.time(v, "from", from),
                FilterFields.time(v, "to", to),
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
}
