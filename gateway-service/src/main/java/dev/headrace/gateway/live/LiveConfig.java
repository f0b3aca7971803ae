package dev.headrace.gateway.live;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds of the live events. */
@ConfigMapping(prefix = "headrace.live")
public interface LiveConfig {
    /** Open WebSockets of one gateway; over it callers get 503. Default 6000. */
    @WithDefault("6000")
    int connections();

    /** Of them, those of one tenant; over it its callers get 429. Default 3000. */
    @WithDefault("3000")
    int tenantConnections();

    /** Of them, those of one caller; over it the caller gets 429. Default 200. */
    @WithDefault("200")
    int callerConnections();

    /** Subscriptions of one WebSocket. Default 20. */
    @WithDefault("20")
    int subscriptions();

    /** Messages that may wait for one slow client; over it the client is closed with 1013. Default 1000. */
    @WithDefault("1000")
    int queue();

    /** Bytes that may wait for one slow client. Default 1 MiB. */
    @WithDefault("1048576")
    long queueBytes();

    /** Bytes that may wait for all clients together; over it whoever has more than its share is closed. Default 64 MiB. */
    @WithDefault("67108864")
    long allQueuesBytes();

    /** How long a client may take nothing while something waits for it. Default 10s. */
    @WithDefault("10s")
    Duration patience();

    /** Frames that a client may send each second, and twice as many at once; over it it is closed with 4429. Default 20. */
    @WithDefault("20")
    int messages();

    /** Messages of a minute that make no sense before the client is closed with 1008. Default 20. */
    @WithDefault("20")
    int badMessages();

    /** Pause between heartbeats. Default 20s. */
    @WithDefault("20s")
    Duration heartbeat();

    /** A client of which nothing was heard for so long, not even the answer to a ping, is closed with 1001. Default 60s. */
    @WithDefault("60s")
    Duration silence();

    /** Events of watched tenants that are kept in memory to resume from. Default 20000. */
    @WithDefault("20000")
    int recent();

    /** And their bytes. Default 16 MiB. */
    @WithDefault("16777216")
    long recentBytes();

    /** How long the events of a tenant are kept coming after its last subscriber has gone. Default 60s. */
    @WithDefault("60s")
    Duration linger();

    /** Records of the topic that are read again for one who resumes; over it the client is told of a gap. Default 200000. */
    @WithDefault("200000")
    long replay();

    /** How long reading again may take altogether before those who wait for it are told of a gap. Default 30s. */
    @WithDefault("30s")
    Duration replayTime();
}
