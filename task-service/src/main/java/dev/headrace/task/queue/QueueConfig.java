package dev.headrace.task.queue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds of queues and of counting them. */
@ConfigMapping(prefix = "headrace.queue")
public interface QueueConfig {
    /** Most queues for which a tenant may set something. Default 1000. */
    @WithDefault("1000")
    int maxPerTenant();

    /** Counts of what is in the queues are taken again after so long, if somebody asks. Default 1 s. */
    @WithDefault("PT1S")
    Duration countEvery();

    /** Most queues that have metrics of their own; the rest are counted together as {@code other}. Default 100. */
    @WithDefault("100")
    int maxInMetrics();
}
