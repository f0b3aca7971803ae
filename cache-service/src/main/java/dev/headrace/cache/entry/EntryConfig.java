package dev.headrace.cache.entry;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is kept for Redis while it is away. */
@ConfigMapping(prefix = "headrace.cache.pending")
public interface EntryConfig {
    /** Writes that wait for Redis; beyond it writes are refused. Default 10,000. */
    @WithDefault("10000")
    int maxEntries();

    /** Bytes of the writes that wait; beyond it writes are refused. Default 64 MiB. */
    @WithDefault("67108864")
    long maxBytes();

    /** How often waiting writes are tried again. Default 500 ms. */
    @WithDefault("PT0.5S")
    Duration retry();
}
