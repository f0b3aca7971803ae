package dev.headrace.gateway.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the limits come from, and what becomes of them while Redis is away. */
@ConfigMapping(prefix = "headrace.limits")
public interface LimitConfig {
    /** Whether anything is limited at all. Default true. */
    @WithDefault("true")
    boolean enabled();

    /** A limit file to use instead of the built-in one. Default: the built-in {@code limits.yaml}. */
    Optional<Path> file();

    /** How long Redis may take to answer before the local share decides, for this request and those after it. Default 150ms. */
    @WithDefault("150ms")
    Duration patience();

    /** How often replicas count one another, and an absent Redis is asked whether it is back. Default 500ms. */
    @WithDefault("500ms")
    Duration beat();

    /** Counts kept in memory, one for each quota and caller. Default 100000. */
    @WithDefault("100000")
    int remembered();
}
