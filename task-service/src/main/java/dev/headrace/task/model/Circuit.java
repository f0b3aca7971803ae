package dev.headrace.task.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A breaker at one time. Pure: what follows from a cause depends on nothing else.
 *
 * @param changes number of changes so far: what was decided by an older one does not count
 * @param trips how often it was opened by failures since it was last closed
 * @param retryAt when an open one lets a few through; null if only a person closes it
 */
public record Circuit(
        BreakerState state,
        long changes,
        int trips,
        Instant since,
        @Nullable Instant retryAt) {

    /** As every breaker is before anything happened. */
    public static Circuit closed(Instant since) {
        return new Circuit(BreakerState.CLOSED, 0, 0, since, null);
    }

    /** The next one, if the cause means anything now. {@code forHowLong}: a person's wish; null is until somebody closes it. */
    public Optional<Circuit> on(
            BreakerCause cause, BreakerSettings settings, Instant now, @Nullable Duration forHowLong) {
        return cause.after(state).map(next -> switch (next) {
            case CLOSED -> new Circuit(next, changes + 1, 0, now, null);
            case HALF_OPEN -> new Circuit(next, changes + 1, trips, now, null);
            case OPEN -> cause.isByHand() ? opened(now, forHowLong) : tripped(settings, now);
        });
    }

    private Circuit opened(Instant now, @Nullable Duration forHowLong) {
        return new Circuit(
                BreakerState.OPEN, changes + 1, trips, now, forHowLong == null ? null : now.plus(forHowLong));
    }

    private Circuit tripped(BreakerSettings settings, Instant now) {
        int next = Math.min(trips, Integer.MAX_VALUE - 1) + 1;
        return new Circuit(BreakerState.OPEN, changes + 1, next, now, now.plus(settings.openFor(next)));
    }
}
