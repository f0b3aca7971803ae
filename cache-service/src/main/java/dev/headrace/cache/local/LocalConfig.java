package dev.headrace.cache.local;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The bound of level 1. */
@ConfigMapping(prefix = "headrace.cache.local")
public interface LocalConfig {
    /** Memory that entries may take in this process, in bytes. Default 64 MiB. */
    @WithDefault("67108864")
    long maxBytes();
}
