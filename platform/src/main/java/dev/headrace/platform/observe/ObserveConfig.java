package dev.headrace.platform.observe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is written about requests. */
@ConfigMapping(prefix = "headrace.observe")
public interface ObserveConfig {
    /** A request that took this long, in milliseconds, is logged at WARN. Default 1000. */
    @WithDefault("1000")
    long slowRequestMs();
}
