package dev.headrace.task.inspect;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Feature;
import dev.headrace.platform.api.Violations;
import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A filter as it was written, in a query or in a body. Everything is text here, so that what is wrong is named by its field
 * in the same words wherever it came from.
 *
 * @param state one or several, also separated by commas
 * @param type exact, or the beginning of it and *
 * @param priority one or several, also separated by commas
 * @param text part of the type or of the last error's type or message, in any case; or the beginning of an id
 */
public record FilterInput(
        @Nullable @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> state,

        @Nullable String type,
        @Nullable String queue,

        @Nullable @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> priority,

        @Nullable String tag,
        @Nullable String owner,
        @Nullable String tenant,
        @Nullable String createdAfter,
        @Nullable String createdBefore,
        @Nullable String finishedAfter,
        @Nullable String finishedBefore,
        @Nullable String text) {

    /** Their names in a query. */
    static final Set<String> NAMES = Set.of(
            "state",
            "type",
            "queue",
            "priority",
            "tag",
            "owner",
            "tenant",
            "created_after",
            "created_before",
            "finished_after",
            "finished_before",
            "text");

    private static final int MAX = 128;

    static FilterInput of(MultiMap query) {
        return new FilterInput(
                query.contains("state") ? query.getAll("state") : null,
                query.get("type"),
                query.get("queue"),
                query.contains("priority") ? query.getAll("priority") : null,
                query.get("tag"),
                query.get("owner"),
                query.get("tenant"),
                query.get("created_after"),
                query.get("created_before"),
                query.get("finished_after"),
                query.get("finished_before"),
                query.get("text"));
    }

    /** The filter, as far as it makes sense; what does not is added to the violations. */
    public TaskFilter read(Violations v) {
        v.text("queue", queue, MAX)
                .text("tag", tag, MAX)
                .text("owner", owner, 256)
                .text("tenant", tenant, MAX);
        boolean prefix = type != null && type.endsWith("*");
        String bareType = type == null || !prefix ? type : type.substring(0, type.length() - 1);
        v.text("type", type, MAX + 1)
                .check(
                        bareType == null || bareType.indexOf('*') < 0,
                        "type",
                        "INVALID",
                        "may have a * only as its last character");
        v.text("text", text, MAX);
        blanks(v);
        Instant after = FilterFields.time(v, "created_after", createdAfter);
        Instant before = FilterFields.time(v, "created_before", createdBefore);
        Instant finishedFrom = FilterFields.time(v, "finished_after", finishedAfter);
        Instant finishedTo = FilterFields.time(v, "finished_before", finishedBefore);
        return new TaskFilter(
                FilterFields.all(v, "state", state, TaskState.class, name -> FilterFields.named(name, TaskState.class)),
                bareType,
                prefix,
                queue,
                FilterFields.all(v, "priority", priority, Priority.class, Priority::parse),
                tag,
                owner,
                tenant,
                new TaskFilter.Times(after, before, finishedFrom, finishedTo),
                text == null ? null : text.toLowerCase(Locale.ROOT));
    }

    private void blanks(Violations v) {
        blank(v, "type", type);
        blank(v, "queue", queue);
        blank(v, "tag", tag);
        blank(v, "owner", owner);
        blank(v, "tenant", tenant);
        blank(v, "text", text);
    }

    private static void blank(Violations v, String field, @Nullable String value) {
        v.check(value == null || !value.isBlank(), field, "REQUIRED", "may not be blank; leave it out to mean any");
    }
}
