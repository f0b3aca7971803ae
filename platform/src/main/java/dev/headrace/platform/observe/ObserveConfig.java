package dev.headrace.platform.observe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** What is written about requests. */
@ConfigMapping(prefix = "headrace.observe")
public interface ObserveConfig {
    /** A request that took this long, in milliseconds, is logged at WARN and counted. Default 1000. */
    @WithDefault("1000")
    long slowRequestMs();

    /** Where the access log goes: {@code stdout}, or the path of a file. None by default. */
    Optional<String> accessLog();
}
