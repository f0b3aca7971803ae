package dev.headrace.task.policy;

import dev.headrace.task.model.RetryPolicy;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A retry policy as it is shown.
 *
 * @param source task, type, class or default
 * @param name the pattern of task types or the type of failure that it is for
 * @param retry false gives the task up at once
 * @param strategy fixed, linear, exponential or decorrelated
 * @param jitter full or none
 * @param budgetMs no attempt starts later than this after the submission; absent without such a limit
 * @param maxAttempts most attempts, if the task allows more
 */
public record PolicyView(
        String source,
        @Nullable String name,
        boolean retry,
        String strategy,
        long baseMs,
        long maxMs,
        String jitter,
        @Nullable Long budgetMs,
        @Nullable Integer maxAttempts) {
    public static PolicyView of(Applied applied) {
        RetryPolicy backoff = applied.policy().backoff();
        return new PolicyView(
                applied.source().name().toLowerCase(Locale.ROOT),
                applied.name().isEmpty() ? null : applied.name(),
                applied.policy().retry(),
                backoff.strategy().name().toLowerCase(Locale.ROOT),
                backoff.baseMs(),
                backoff.maxMs(),
                backoff.jitter() ? "full" : "none",
                backoff.budgetMs() == 0 ? null : backoff.budgetMs(),
                applied.policy().maxAttempts());
    }
}
