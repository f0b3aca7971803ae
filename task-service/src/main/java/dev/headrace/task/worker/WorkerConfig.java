package dev.headrace.task.worker;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How workers show that they live. */
@ConfigMapping(prefix = "headrace.worker")
public interface WorkerConfig {
    /** How often a worker is asked to send a heartbeat, in milliseconds; a third of the lease. Default 10000. */
    @WithDefault("10000")
    int heartbeatMs();

    /** A worker that was not heard of for so long is forgotten. Default 24 h. */
    @WithDefault("PT24H")
    Duration forgetAfter();

    /** Most leases in one heartbeat. Default 10000. */
    @WithDefault("10000")
    int maxLeases();
}
