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

    /** Shown as silent after this time without a call; longer than a lease call may wait. Default 2 min. */
    @WithDefault("PT2M")
    Duration silentAfter();

    /** Pause between two looks for what other replicas did to workers: drained, removed. Default 3 s. */
    @WithDefault("PT3S")
    Duration rollCall();

    /** Most lease calls at the same time that a worker is advised to hold. Default 4. */
    @WithDefault("4")
    int maxPolls();

    /** Most leases in one heartbeat. Default 10000. */
    @WithDefault("10000")
    int maxLeases();
}
