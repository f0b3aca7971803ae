package dev.headrace.gateway.live;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds of the live events. */
@ConfigMapping(prefix = "headrace.live")
public interface LiveConfig {
    /** Open WebSockets of one gateway; over it callers get 503. Default 5000. */
    @WithDefault("5000")
    int connections();

    /** Messages that may wait for one slow client; over it the client is closed with 1013. Default 1000. */
    @WithDefault("1000")
    int queue();
}
