package dev.headrace.task.submit;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the limits count a task under, as array literals of PostgreSQL; null if no limit looks into its payload.
 *
 * @param names one {@code limit=key} for each limit
 * @param costs how much the task weighs in each
 */
record Keys(@Nullable String names, @Nullable String costs) {
    static final Keys NONE = new Keys(null, null);

    static Keys of(List<String> names, List<Integer> costs) {
        return names.isEmpty()
                ? NONE
                : new Keys(
                        names.stream().map(Keys::quoted).collect(Collectors.joining(",", "{", "}")),
                        costs.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}")));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
