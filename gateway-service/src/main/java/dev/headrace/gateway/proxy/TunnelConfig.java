package dev.headrace.gateway.proxy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds of the WebSockets that the gateway passes on to services. */
@ConfigMapping(prefix = "headrace.tunnel")
public interface TunnelConfig {
    /** Open WebSockets of one gateway; over it callers get 503. Default 5000. */
    @WithDefault("5000")
    int connections();

    /** Of these, so many of one caller; over it 429. Default 1000. */
    @WithDefault("1000")
    int connectionsPerCaller();

    /** Bytes that may wait to be written to one side; over it nothing more is read from the other. Default 262144. */
    @WithDefault("262144")
    int writeQueue();

    /** So long may a side take nothing before it is cut. Default 30s. */
    @WithDefault("30s")
    Duration patience();

    /** Pause between two pings to each side. Default 20s. */
    @WithDefault("20s")
    Duration ping();

    /** A side of which nothing, not even an answer to a ping, was heard for so long is cut. Default 60s. */
    @WithDefault("60s")
    Duration silence();
}
