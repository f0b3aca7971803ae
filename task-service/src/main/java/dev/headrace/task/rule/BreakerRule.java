package dev.headrace.task.rule;

import dev.headrace.task.model.BreakerSettings;
import dev.headrace.task.model.BreakerState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A breaker that is not closed, or has settings of its own, as the tables had it.
 *
 * @param changes number of its changes: what was decided by an older one does not count
 * @param retryAt when an open one lets a few through; null if only a person closes it
 * @param retryInMs the same, from when the tables were read
 * @param probes attempts that are let through in {@code probeMs} while it is half-open
 */
public record BreakerRule(
        String tenant,
        String name,
        BreakerState state,
        long changes,
        Instant since,
        @Nullable Instant retryAt,
        @Nullable Long retryInMs,
        @Nullable String reason,
        @Nullable Boolean enabled,
        @Nullable Double failureRate,
        @Nullable Integer minCount,
        @Nullable Long windowMs,
        @Nullable Long openMs,
        @Nullable Long maxOpenMs,
        @Nullable Integer probes,
        @Nullable Long probeMs) {
    /** What no name of an operator's limit begins with. */
    private static final String METER = "!";

    public BreakerName breaker() {
        return new BreakerName(tenant, name);
    }

    /** The settings, where it has none of its own those of everybody. */
    public BreakerSettings settings(BreakerSettings common) {
        return new BreakerSettings(
                enabled == null ? common.enabled() : enabled,
                failureRate == null ? common.failureRate() : failureRate,
                minCount == null ? common.minCount() : minCount,
                windowMs == null ? common.window() : Duration.ofMillis(windowMs),
                openMs == null ? common.open() : Duration.ofMillis(openMs),
                maxOpenMs == null ? common.maxOpen() : Duration.ofMillis(maxOpenMs),
                probes == null ? common.probes() : probes,
                probeMs == null ? common.probeEvery() : Duration.ofMillis(probeMs));
    }

    /** Why it keeps tasks back and until when, in a sentence. */
    public String explained() {
        String why = reason == null ? "" : ": " + reason;
        return switch (state) {
            case CLOSED -> "Breaker " + name + " is closed";
            case HALF_OPEN -> "Breaker " + name + " is half-open and lets a few tasks through" + why;
            case OPEN ->
                "Breaker " + name + " is open" + why
                        + (retryAt == null
                                ? "; it stays so until somebody closes it"
                                : "; it tries again at " + retryAt.truncatedTo(ChronoUnit.MILLIS));
        };
    }

    /** Which of its settings are its own, as callers write them. */
    public List<String> adjusted() {
        Map<String, @Nullable Object> own = new LinkedHashMap<>();
        own.put("enabled", enabled);
        own.put("failure_rate", failureRate);
        own.put("min_count", minCount);
        own.put("window_ms", windowMs);
        own.put("open_ms", openMs);
        own.put("max_open_ms", maxOpenMs);
        own.put("probes", probes);
        own.put("probe_ms", probeMs);
        own.values().removeIf(Objects::isNull);
        return List.copyOf(own.keySet());
    }

    /** While it is half-open: a rate, which the claims of all replicas keep together. Each time has a meter of its own. */
    Optional<LimitRule> limit(BreakerSettings common) {
        if (state != BreakerState.HALF_OPEN) {
            return Optional.empty();
        }
        BreakerSettings own = settings(common);
        return Optional.of(new LimitRule(
                tenant,
                METER + name + "/" + changes,
                LimitRule.TENANT,
                null,
                null,
                null,
                own.probes(),
                own.probeEvery().toMillis(),
                own.probes(),
                1,
                null));
    }

    /** What the names of the meters of a breaker begin with. */
    public static String meters(String name) {
        return METER + name + "/";
    }
}
