package dev.headrace.webhook.fanout;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How events are read. */
@ConfigMapping(prefix = "headrace.webhook.fanout")
public interface FanoutConfig {
    /** Events are taken as soon as so many bytes of them are there. Default 1 MiB. */
    @WithDefault("1048576")
    int batchBytes();

    /** Longest time that an event waits for such company. Default 50 ms. */
    @WithDefault("PT0.05S")
    Duration batchWait();

    /** Most events taken at once. Default 4000. */
    @WithDefault("4000")
    int batchRecords();
}
