package dev.headrace.task.rule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.task.signal.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks with the same key may be leased at a time, and how many in a time.
 *
 * @param key {@link #TYPE}, {@link #TENANT}, or the path of a payload field
 * @param queue which queue it is for; null is all
 * @param type which types it is for, a {@link TypePattern}; null is all
 * @param maxRunning most leases of one key; null is no limit
 * @param units of one key in {@code perMs} milliseconds; null is no limit
 * @param burst most units at once
 * @param cost units of a task, if no field says it
 * @param costPath the payload field that says it
 */
public record LimitRule(
        String tenant,
        String name,
        String key,
        @Nullable String queue,
        @Nullable String type,
        @Nullable Integer maxRunning,
        @Nullable Integer units,
        @Nullable Long perMs,
        @Nullable Integer burst,
        int cost,
        @Nullable String costPath) {
    public static final String TYPE = "type";
    public static final String TENANT = "tenant";
    /** Longer keys are cut; what follows is replaced by a hash. */
    private static final int MAX_KEY = 128;

    public boolean covers(Kind kind) {
        return (queue == null || queue.equals(kind.queue()))
                && (type == null || new TypePattern(type).matches(kind.type()));
    }

    /** Whether the payload decides under what or how much a task counts. */
    public boolean readsPayload() {
        return costPath != null || !isByKind();
    }

    private boolean isByKind() {
        return TYPE.equals(key) || TENANT.equals(key);
    }

    /** The meter of a task of which nothing but the kind counts; empty if its payload would have to say more. */
    public Optional<String> meter(Kind kind) {
        return isByKind() ? Optional.of(prefix() + (TYPE.equals(key) ? kind.type() : "")) : Optional.empty();
    }

    /** What the names of its meters begin with. */
    public String prefix() {
        return name + "=";
    }

    /** The meter of a task. A payload without the field counts under the empty key, together with all such. */
    public String meter(Kind kind, JsonNode payload) {
        return meter(kind)
                .orElseGet(() -> prefix()
                        + PayloadPath.parse(key)
                                .map(path -> keyOf(path.in(payload)))
                                .orElse(""));
    }

    private static String keyOf(JsonNode field) {
        String text = (field.isValueNode() ? field.asText() : field.toString()).replace("\u0000", "");
        return text.length() <= MAX_KEY
                ? text
                : text.substring(0, MAX_KEY) + "#" + UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Units of a task, from 1; a field that is missing or no positive number counts as the fixed cost. */
    public int cost(JsonNode payload) {
        if (costPath == null) {
            return cost;
        }
        JsonNode field =
                PayloadPath.parse(costPath).map(path -> path.in(payload)).orElse(payload);
        return field.isNumber() && field.asDouble() > 0 ? (int) Math.ceil(Math.min(field.asDouble(), 1e9)) : cost;
    }
}
