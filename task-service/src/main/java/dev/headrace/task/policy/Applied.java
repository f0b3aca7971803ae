package dev.headrace.task.policy;

import java.util.Locale;

/**
 * The policy that applies to a failure.
 *
 * @param name of the task type pattern or the failure type that it belongs to; empty for the task's own and the default
 */
public record Applied(Source source, String name, Policy policy) {
    /** Where a policy comes from, in the order in which they are asked. */
    public enum Source {
        /** The task was submitted with it. */
        TASK,
        /** Operators set it for the task's type. */
        TYPE,
        /** Operators set it for the type of failure, or it comes with Headrace. */
        CLASS,
        DEFAULT
    }

    /** As it is recorded: {@code task}, {@code type chart.*}, {@code class TRANSIENT_NETWORK}, {@code default}. */
    public String label() {
        String word = source.name().toLowerCase(Locale.ROOT);
        return name.isEmpty() ? word : word + " " + name;
    }
}
