package dev.headrace.analytics.rollup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one event adds to the roll-ups.
 *
 * @param at when it happened, by the event
 * @param waitMs how long the attempt waited for a worker; only on its start, so that it counts once
 * @param runMs how long the attempt ran; only on its outcome
 */
public record Observation(
        Instant at,
        String tenant,
        String type,
        String queue,
        Fact fact,
        @Nullable Long waitMs,
        @Nullable Long runMs) {}
