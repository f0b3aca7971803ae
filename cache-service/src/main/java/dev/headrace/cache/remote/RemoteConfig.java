package dev.headrace.cache.remote;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long Redis may take, and when it is left alone. */
@ConfigMapping(prefix = "headrace.cache.remote")
public interface RemoteConfig {
    /** Longest time for one command. Default 100 ms. */
    @WithDefault("PT0.1S")
    Duration timeout();

    /** How long Redis is left alone after half of the last 10 commands failed. Default 1 s. */
    @WithDefault("PT1S")
    Duration breakerDelay();
}
