package dev.headrace.task.submit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.task.rule.LimitRule;
import dev.headrace.task.signal.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the limits by a field of the payload count a task under, as array literals of PostgreSQL; null if there is none.
 *
 * @param names one {@code limit=key} for each limit
 * @param costs how much the task weighs in each
 */
record Keys(@Nullable String names, @Nullable String costs) {
    private static final Keys NONE = new Keys(null, null);

    /** Reads the payload only if a limit needs to. */
    static Keys of(List<LimitRule> limits, Kind kind, String payload) {
        List<LimitRule> reading =
                limits.stream().filter(LimitRule::readsPayload).toList();
        if (reading.isEmpty()) {
            return NONE;
        }
        JsonNode tree = JsonBytes.tree(payload.getBytes(StandardCharsets.UTF_8));
        List<String> names = new ArrayList<>(reading.size());
        List<String> costs = new ArrayList<>(reading.size());
        for (LimitRule limit : reading) {
            names.add(quoted(limit.meter(kind, tree)));
            costs.add(String.valueOf(limit.cost(tree)));
        }
        return new Keys(literal(names), literal(costs));
    }

    private static String literal(List<String> elements) {
        return elements.stream().collect(Collectors.joining(",", "{", "}"));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
