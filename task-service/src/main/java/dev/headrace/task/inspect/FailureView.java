package dev.headrace.task.inspect;

import io.vertx.mutiny.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/**
 * What a failed attempt was found to be.
 *
 * @param confidence from 0 to 1
 * @param rule that decided; one of operators begins with {@code operator:}
 * @param fingerprint the same for failures of one cause
 * @param retry absent if the task was not tried again
 */
public record FailureView(
        String failureType,
        double confidence,
        String rule,
        String remediation,
        String alertLevel,
        String fingerprint,
        @Nullable Retry retry) {
    /**
     * When the task was tried again, and why then.
     *
     * @param policy task, type and its pattern, class and the type of failure, or default
     * @param why the same in words
     * @param delayMs how long it waited; not more than the policy's cap, unless somebody asked for more
     */
    public record Retry(String policy, String why, long delayMs) {}

    static @Nullable FailureView of(Row row) {
        String type = row.getString("failure_type");
        return type == null
                ? null
                : new FailureView(
                        type,
                        Math.round(row.getFloat("confidence") * 1_000) / 1_000.0,
                        row.getString("rule"),
                        row.getString("remediation"),
                        row.getString("alert_level"),
                        row.getString("fingerprint"),
                        retry(row.getString("policy"), row.getLong("delay_ms")));
    }

    private static @Nullable Retry retry(@Nullable String policy, @Nullable Long delayMs) {
        return policy == null || delayMs == null ? null : new Retry(policy, why(policy), delayMs);
    }

    private static String why(String policy) {
        int blank = policy.indexOf(' ');
        String source = blank < 0 ? policy : policy.substring(0, blank);
        String name = policy.substring(blank + 1);
        return switch (source) {
            case "task" -> "The task was submitted with a retry policy of its own";
            case "type" -> "Operators set a retry policy for task types like " + name;
            case "class" -> "Neither the task nor its type has a retry policy; " + name + " has one";
            default -> "Nothing has a retry policy for it, so the default applies";
        };
    }
}
