package dev.headrace.task.model;

import java.time.Duration;

/**
 * When a breaker opens, and for how long.
 *
 * @param enabled whether failures open it at all; a person always may
 * @param failureRate it opens at this part of the attempts, above 0 to 1
 * @param minCount fewer attempts in the window decide nothing
 * @param window what is older does not count
 * @param open how long it stays open for the first time; each further time is twice as long
 * @param maxOpen the longest that it stays open
 * @param probes so many attempts are let through
 * @param probeEvery in so much time, while it is half-open
 */
public record BreakerSettings(
        boolean enabled,
        double failureRate,
        int minCount,
        Duration window,
        Duration open,
        Duration maxOpen,
        int probes,
        Duration probeEvery) {
    private static final int MOST_DOUBLINGS = 30;

    public BreakerSettings {
        if (!(failureRate > 0 && failureRate <= 1)) {
            throw new IllegalArgumentException("failure rate must be above 0 and at most 1, not " + failureRate);
        }
        if (minCount < 1 || probes < 1) {
            throw new IllegalArgumentException("at least one attempt must count, and one be let through");
        }
    }

    /** Whether so many failures among so many attempts open it. */
    public boolean isTooMany(long failures, long attempts) {
        return enabled && attempts >= minCount && failures >= failureRate * attempts;
    }

    /** How long it stays open for the so manieth time in a row, from 1. */
    Duration openFor(int trip) {
        double millis = open.toMillis() * Math.pow(2, Math.min(trip - 1, MOST_DOUBLINGS));
        return millis >= maxOpen.toMillis() ? maxOpen : Duration.ofMillis(Math.round(millis));
    }
}
