package dev.headrace.gateway.proxy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds of the way to the services. Connections are counted for each service and each event loop. */
@ConfigMapping(prefix = "headrace.proxy")
public interface ProxyConfig {
    /**
     * Connections for requests that are answered at once. Services commit what is there together, so more at a time wait
     * hardly longer. Default 256.
     */
    @WithDefault("256")
    int connections();

    /** Requests under way on one of these connections; with more than one a slow answer delays those behind it. Default 1. */
    @WithDefault("1")
    int pipelining();

    /** Connections for requests that park: one for each waiting worker. Default 4096. */
    @WithDefault("4096")
    int parkedConnections();

    /** Requests that may wait for a connection; over it callers get 503. Default 2048. */
    @WithDefault("2048")
    int waiting();

    /** Longest time to connect. Default 1s. */
    @WithDefault("1s")
    Duration connectTimeout();

    /** An unused connection is closed after this. Default 60s. */
    @WithDefault("60s")
    Duration keepAlive();

    /** How long a request waits for a service that refuses connections, so that a restart looks like latency. Default 10s. */
    @WithDefault("10s")
    Duration refusedPatience();

    /** Requests that may wait in this way for one service; over it callers get 502 at once. Default 1024. */
    @WithDefault("1024")
    int refusedWaiting();

    /** A process that refused a connection gets no request for so long, if there are others of its service. Default 500ms. */
    @WithDefault("500ms")
    Duration refusedRest();

    /** How long a request may wait for a connection; one that would wait longer gets 503 at once. Default 5s. */
    @WithDefault("5s")
    Duration queuePatience();

    /** So many requests within ten seconds are needed before a breaker opens, and half of them without an answer. Default 20. */
    @WithDefault("20")
    int breakerLeast();

    /** How long a breaker stays open. Default 5s. */
    @WithDefault("5s")
    Duration breakerRest();

    /** How often the processes of the services are asked whether they are ready. Default 300ms. */
    @WithDefault("300ms")
    Duration healthEvery();
}
