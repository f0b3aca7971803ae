package dev.headrace.task.breaker;

import dev.headrace.task.model.BreakerSettings;
import dev.headrace.task.model.BreakerState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A breaker as operators see it.
 *
 * @param retryAt when an open one lets a few through; absent if only a person closes it
 * @param trips how often failures have opened it since it was last closed: each time it stays open for longer
 * @param opened how often it was opened in all
 * @param by who made the last change; absent if it was the service itself
 * @param counts what the replicas have counted in the window, as they last told it
 * @param settings what it goes by
 * @param adjusted which of its settings are its own
 * @param changes the last ones first; not in lists
 */
public record BreakerView(
        String name,
        BreakerState state,
        @Nullable Instant since,
        @Nullable Instant retryAt,
        int trips,
        long opened,
        @Nullable String reason,
        @Nullable String by,
        Counts counts,
        Settings settings,
        List<String> adjusted,
        @Nullable List<Change> changes) {

    /**
     * What was counted.
     *
     * @param rejections claims and hand-offs of the answering replica that passed over tasks because it was open
     */
    public record Counts(long attempts, long failures, long rejections) {}

    /** See {@link BreakerSettings}. */
    public record Settings(
            boolean enabled,
            double failureRate,
            int minCount,
            long windowMs,
            long openMs,
            long maxOpenMs,
            int probes,
            long probeMs) {
        static Settings of(BreakerSettings settings) {
            return new Settings(
                    settings.enabled(),
                    settings.failureRate(),
                    settings.minCount(),
                    settings.window().toMillis(),
                    settings.open().toMillis(),
                    settings.maxOpen().toMillis(),
                    settings.probes(),
                    settings.probeEvery().toMillis());
        }
    }

    /** @param cause what the state machine was told; see docs/guides/breakers.md */
    public record Change(
            Instant at,
            BreakerState from,
            BreakerState to,
            String cause,
            @Nullable String by,
            @Nullable String reason) {}
}
