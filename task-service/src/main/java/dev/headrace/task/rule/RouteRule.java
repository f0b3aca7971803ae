package dev.headrace.task.rule;

import org.jspecify.annotations.Nullable;

/**
 * Where tasks of a type go whose submit does not say it.
 *
 * @param type a {@link TypePattern}
 * @param queue null leaves the default
 * @param priority rank of a {@link dev.headrace.task.model.Priority}; null leaves the default
 */
public record RouteRule(
        String tenant,
        int place,
        String type,
        @Nullable String queue,
        @Nullable Integer priority) {
    boolean covers(String taskType) {
        return new TypePattern(type).matches(taskType);
    }
}
