package dev.headrace.task.rule;

import dev.headrace.task.model.BreakerSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When breakers open that have no settings of their own, and for how long. */
@ConfigMapping(prefix = "headrace.breaker")
public interface BreakerConfig {
    /** Whether failures open breakers. Default true. */
    @WithDefault("true")
    boolean enabled();

    /** A breaker opens at this part of failures among the attempts of the window. Default 0.5. */
    @WithDefault("0.5")
    double failureRate();

    /** Fewer attempts in the window decide nothing. Default 20. */
    @WithDefault("20")
    int minCount();

    /** What is older does not count. Default 60 s. */
    @WithDefault("PT1M")
    Duration window();

    /** How long it stays open for the first time; each further time is twice as long. Default 30 s. */
    @WithDefault("PT30S")
    Duration open();

    /** The longest that it stays open. Default 10 min. */
    @WithDefault("PT10M")
    Duration maxOpen();

    /** Attempts that are let through while it is half-open, in {@code probe-every}. Default 3. */
    @WithDefault("3")
    int probes();

    /** See {@code probes}. Default 10 s. */
    @WithDefault("PT10S")
    Duration probeEvery();

    /** How long a replica gathers failures before it compares its counts with those of the others. Default 1 s. */
    @WithDefault("PT1S")
    Duration mergeAfter();

    /** As a value. */
    default BreakerSettings settings() {
        return new BreakerSettings(
                enabled(), failureRate(), minCount(), window(), open(), maxOpen(), probes(), probeEvery());
    }
}
