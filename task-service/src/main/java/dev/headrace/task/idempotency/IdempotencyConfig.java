package dev.headrace.task.idempotency;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Idempotency keys: how long they are kept, and how much Redis may help. */
@ConfigMapping(prefix = "headrace.idempotency")
public interface IdempotencyConfig {
    /** How long a key is kept that names no time, from its first submission. Default 24 h. */
    @WithDefault("PT24H")
    Duration ttl();

    /** The longest time that a submission may ask for. Default 30 days. */
    @WithDefault("P30D")
    Duration longestTtl();

    /** How long a submission waits for another one with its key that is being written elsewhere. Default 100 ms. */
    @WithDefault("PT0.1S")
    Duration patience();

    /** What such a caller is told to wait. Default 1 s. */
    @WithDefault("PT1S")
    Duration retryAfter();

    /** How long Redis remembers that a key was used; afterwards PostgreSQL is asked at once. Default 10 min. */
    @WithDefault("PT10M")
    Duration recall();

    /** Longest time that Redis may take for an answer; PostgreSQL is asked instead. Default 10 ms. */
    @WithDefault("PT0.01S")
    Duration recallPatience();

    /** How long Redis is not asked after it failed; it doubles up to forty times this. Default 250 ms. */
    @WithDefault("PT0.25S")
    Duration recallRest();

    /** How often a replica writes down what it has counted. Default 10 s. */
    @WithDefault("PT10S")
    Duration noteEvery();

    /** How long what was counted is kept. Default 30 days. */
    @WithDefault("P30D")
    Duration keepCounts();

    /** Pause between two looks for expired keys. Default 1 min. */
    @WithDefault("PT1M")
    Duration forgetEvery();

    /** A larger share of repeats than this is worth a warning, in percent. Default 5. */
    @WithDefault("5")
    double warnPercent();

    /** The share says something from so many submissions on; below, nobody is warned. Default 100. */
    @WithDefault("100")
    long warnFrom();
}
