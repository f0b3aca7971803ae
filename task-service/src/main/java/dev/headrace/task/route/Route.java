package dev.headrace.task.route;

import org.jspecify.annotations.Nullable;

/**
 * Where tasks of a type go whose submit does not say it.
 *
 * @param type a type, or many: {@code *} stands for any characters
 * @param queue absent leaves the default
 * @param priority absent leaves the default
 */
public record Route(
        @Nullable String type,
        @Nullable String queue,
        @Nullable String priority) {}
