package dev.headrace.cache.invalidate;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the subscription to other replicas' changes is watched. */
@ConfigMapping(prefix = "headrace.cache.invalidation")
public interface BusConfig {
    /** How often this replica sends itself a message, and tries to connect again. Default 500 ms. */
    @WithDefault("PT0.5S")
    Duration heartbeat();

    /** Without hearing itself for this long the subscription is taken for dead. Default 2 s. */
    @WithDefault("PT2S")
    Duration silence();
}
