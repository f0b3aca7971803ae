package dev.headrace.gateway.live;

import dev.headrace.gateway.apikey.ChangedKeys;
import dev.headrace.gateway.apikey.KeyChanged;
import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.netty.channel.ChannelHandlerContext;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The open WebSockets of live events: looked at once a second, and ended when their credential or the gateway ends. */
@Singleton
public final class LiveSockets {
    private static final long TICK_MS = 1_000;
    /** Until then the log has to be followed. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Vertx vertx;
    private final Clock clock;
    private final LiveHub hub;
    private final Intake intake;
    private final ChangedKeys changedKeys;
    private final LiveConfig config;
    private final LiveCounts counts;
    private final Set<LiveSocket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;
    private volatile long timer;

    public LiveSockets(
            Vertx vertx,
            Clock clock,
            LiveHub hub,
            Intake intake,
            ChangedKeys changedKeys,
            LiveConfig config,
            LiveCounts counts) {
        this.vertx = vertx;
        this.clock = clock;
        this.hub = hub;
        this.intake = intake;
        this.changedKeys = changedKeys;
        this.config = config;
        this.counts = counts;
    }

    /**
     * Takes over a WebSocket.
     *
     * @param first what it is subscribed to from the start
     * @param gone told once when it has ended
     */
    void open(
            ServerWebSocket socket,
            ChannelHandlerContext channel,
            KnownKey key,
            Command.@Nullable Subscribe first,
            Runnable gone) {
        LiveSocket live = new LiveSocket(socket, channel, key, config, counts);
        Subscriber subscriber = live.subscriber();
        Talk talk = new Talk(subscriber, hub, intake, config.subscriptions());
        counts.opened();
        open.add(live);
        live.open(talk, () -> {
            open.remove(live);
            hub.leave(subscriber);
            counts.closed();
            gone.run();
        });
        subscriber.send(hello(key));
        if (first != null) {
            talk.subscribe(first, null);
        }
        if (stopping) {
            live.end(Ending.STOPPING);
        } else if (changedKeys.haveEnded(key)) {
            // Between its check and now.
            live.end(Ending.CREDENTIAL);
        }
    }

    private Message hello(KnownKey key) {
        Instant expiresAt =
                key.expiresAtMillis() == Long.MAX_VALUE ? null : Instant.ofEpochMilli(key.expiresAtMillis());
        return new Told.Hello(config.heartbeat().toMillis(), expiresAt, config.subscriptions(), config.messages())
                .message();
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(TICK_MS, tick -> tick(System.nanoTime(), clock.millis()));
    }

    /** Looks at each. */
    void tick(long nowNanos, long nowMillis) {
        List<Subscriber> due = new ArrayList<>();
        for (LiveSocket each : open) {
            Ending ending = each.look(nowNanos, nowMillis);
            if (ending != null) {
                each.end(ending);
            } else if (each.beats(nowNanos)) {
                due.add(each.subscriber());
            }
        }
        hub.beat(due);
        for (Subscription late : hub.tidy(nowNanos, PATIENCE_NANOS)) {
            ApiException problem = new ApiException(
                    ErrorCode.UNAVAILABLE, "Events cannot be read at the moment; subscribe again in a while");
            late.subscriber().send(new Told.Refused(late.ref(), late.id(), problem).message());
        }
    }

    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        endAll(Ending.STOPPING);
    }

    /** Ends those that are open now. */
    void endAll(Ending why) {
        open.forEach(each -> each.end(why));
    }

    void end(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    void onKeyChanged(@Observes KeyChanged changed) {
        open.stream().filter(each -> changed.ends(each.key())).forEach(each -> each.end(Ending.CREDENTIAL));
    }
}
