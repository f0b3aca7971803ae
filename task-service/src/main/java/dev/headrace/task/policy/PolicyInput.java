package dev.headrace.task.policy;

import dev.headrace.platform.api.CheckedBody;
import dev.headrace.platform.api.Violations;
import dev.headrace.task.model.RetryPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A retry policy as an operator sets it; what is absent is as in the default policy.
 *
 * @param retry false gives such tasks up at once
 * @param strategy fixed, linear, exponential or decorrelated
 * @param baseMs the first delay, 1 ms to 1 day
 * @param maxMs no delay is longer, up to 1 year
 * @param jitter full or none
 * @param budgetMs no attempt starts later than this after the submission, up to 1 year; 0 for no such limit
 * @param maxAttempts most attempts, 1 to 100, if the task allows more
 */
public record PolicyInput(
        @Nullable Boolean retry,
        @Nullable String strategy,
        @Nullable Long baseMs,
        @Nullable Long maxMs,
        @Nullable String jitter,
        @Nullable Long budgetMs,
        @Nullable Integer maxAttempts)
        implements CheckedBody {
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final long YEAR_MS = Duration.ofDays(366).toMillis();

    @Override
    public void check(Violations v) {
        v.check(
                        named().isPresent(),
                        "strategy",
                        "UNKNOWN",
                        "is " + strategy + "; it must be one of fixed, linear, exponential, decorrelated")
                .check(
                        jitter == null || "full".equals(jitter) || "none".equals(jitter),
                        "jitter",
                        "UNKNOWN",
                        "must be full or none")
                .range("base_ms", baseMs, 1, DAY_MS)
                .range("max_ms", maxMs, 1, YEAR_MS)
                .range("budget_ms", budgetMs, 0, YEAR_MS)
                .range("max_attempts", maxAttempts, 1, 100)
                .check(
                        base() <= max(),
                        "max_ms",
                        "OUT_OF_RANGE",
                        "is " + max() + "; it must not be under base_ms " + base());
    }

    /** The policy, if nothing is wrong with it. */
    Policy policy(Violations v) {
        check(v);
        v.orThrow();
        RetryPolicy d = RetryPolicy.DEFAULT;
        RetryPolicy backoff = new RetryPolicy(
                named().orElseThrow(),
                base(),
                max(),
                !"none".equals(jitter),
                budgetMs == null ? d.budgetMs() : budgetMs);
        return new Policy(retry == null || retry, backoff, maxAttempts);
    }

    private long base() {
        return baseMs == null ? RetryPolicy.DEFAULT.baseMs() : baseMs;
    }

    private long max() {
        return maxMs == null ? Math.max(base(), RetryPolicy.DEFAULT.maxMs()) : maxMs;
    }

    private Optional<RetryPolicy.Strategy> named() {
        String name = strategy == null ? RetryPolicy.DEFAULT.strategy().name().toLowerCase(Locale.ROOT) : strategy;
        return Arrays.stream(RetryPolicy.Strategy.values())
                .filter(s -> s.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }
}
