package dev.headrace.task.outcome;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds of answering. */
@ConfigMapping(prefix = "headrace.outcome")
public interface OutcomeConfig {
    /** Most outcomes in one call. Default 1000. */
    @WithDefault("1000")
    int maxPerCall();

    /** Most calls in one transaction. Default 32. */
    @WithDefault("32")
    int maxBatch();

    /** Most transactions at the same time. Default 1: what comes while one is written makes the next one larger. */
    @WithDefault("1")
    int maxInFlight();

    /** Most calls that wait; beyond that workers get 503. Default 5000. */
    @WithDefault("5000")
    int maxQueued();

    /** So many silent workers, and a task is given up. Default 3. */
    @WithDefault("3")
    int maxCrashes();
}
