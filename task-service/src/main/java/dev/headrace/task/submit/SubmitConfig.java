package dev.headrace.task.submit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds and defaults of submitting. */
@ConfigMapping(prefix = "headrace.submit")
public interface SubmitConfig {
    /** Longest payload, in bytes. Default 256 KiB. */
    @WithDefault("262144")
    int maxPayloadBytes();

    /** Attempts of a task that names none. Default 5. */
    @WithDefault("5")
    int maxAttempts();

    /** Most tasks in one transaction. Default 1000. */
    @WithDefault("1000")
    int maxBatch();

    /** Most transactions at the same time. Default 1: what comes while one is written makes the next one larger. */
    @WithDefault("1")
    int maxInFlight();

    /** Most single submits that wait; beyond that callers get 503. Default 20000. */
    @WithDefault("20000")
    int maxQueued();
}
