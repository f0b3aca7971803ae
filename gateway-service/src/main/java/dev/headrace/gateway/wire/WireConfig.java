package dev.headrace.gateway.wire;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long clients may take to send a request. */
@ConfigMapping(prefix = "headrace.wire")
public interface WireConfig {
    /** From the first byte of a head to its end; over it 408. Default 5s. */
    @WithDefault("5s")
    Duration headPatience();

    /** A body that we are ready to read has to bring {@link #bodyLeast} bytes in so long; else 408. Default 10s. */
    @WithDefault("10s")
    Duration bodyPatience();

    /** In bytes. Default 1024. */
    @WithDefault("1024")
    long bodyLeast();

    /** A connection that has sent nothing at all for so long is closed. Default 60s. */
    @WithDefault("60s")
    Duration silence();
}
