package dev.headrace.task.lease;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds and defaults of leasing. */
@ConfigMapping(prefix = "headrace.lease")
public interface LeaseConfig {
    /** How long a lease holds without a sign of life, in milliseconds. Default 30000. */
    @WithDefault("30000")
    int leaseMs();

    /** Most tasks that one call may lease. Default 1000. */
    @WithDefault("1000")
    int maxTasks();

    /** Most tasks in one claim. Default 1000. */
    @WithDefault("1000")
    int maxClaim();

    /** Longest wait that a call may ask for, in milliseconds. Default 60000. */
    @WithDefault("60000")
    int maxWaitMs();

    /** Most polls that wait on one replica; beyond that callers get 503. Default 20000. */
    @WithDefault("20000")
    int maxParked();
}
