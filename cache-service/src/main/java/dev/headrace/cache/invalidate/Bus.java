package dev.headrace.cache.invalidate;

import dev.headrace.cache.local.LocalCache;
import dev.headrace.cache.namespace.Policies;
import dev.headrace.cache.remote.Change;
import dev.headrace.cache.remote.Replica;
import dev.headrace.cache.stats.Statistics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisConnection;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hears what other replicas have changed and drops it from level 1.
 *
 * <p>A Redis client loses its subscriptions silently when it connects again, and a subscription may die without anyone
 * closing it. So the subscription has a connection of its own and this replica keeps sending itself a message: while it
 * hears itself, it hears the others. When it does not, the connection is made anew, and level 1 is emptied before it is
 * trusted again, because nobody knows what was missed.
 */
@Singleton
public final class Bus {
    private static final Logger LOG = Logger.getLogger(Bus.class);

    private final Vertx vertx;
    private final Redis redis;
    private final Replica replica;
    private final LocalCache local;
    private final Policies policies;
    private final Statistics statistics;
    private final BusConfig config;

    private volatile boolean up;
    private volatile long heardNanos;
    private @Nullable RedisConnection connection;
    private boolean connecting;
    private long timer;

    public Bus(
            Vertx vertx,
            Redis redis,
            Replica replica,
            LocalCache local,
            Policies policies,
            Statistics statistics,
            BusConfig config) {
        this.vertx = vertx;
        this.redis = redis;
        this.replica = replica;
        this.local = local;
        this.policies = policies;
        this.statistics = statistics;
        this.config = config;
    }

    /** Whether changes of other replicas arrive, so that level 1 can be trusted. */
    public boolean isUp() {
        return up;
    }

    void onStart(@Observes StartupEvent event) {
        start();
    }

    void onStop(@Observes ShutdownEvent event) {
        stop();
    }

    /** Connects and keeps connected. */
    public void start() {
        tick();
        timer = vertx.setPeriodic(config.heartbeat().toMillis(), id -> tick());
    }

    /** Ends the subscription. */
    public synchronized void stop() {
        vertx.cancelTimer(timer);
        lost();
    }

    private synchronized void tick() {
        if (connection == null) {
            connect();
        } else if (System.nanoTime() - heardNanos > config.silence().toNanos()) {
            lost();
        } else {
            beat();
        }
    }

    /** A lifecycle boundary: nobody waits for the subscription. */
    private void connect() {
        if (connecting) {
            return;
        }
        connecting = true;
        redis.connect().chain(this::subscribe).subscribe().with(this::subscribed, failure -> notConnected(failure));
    }

    private Uni<RedisConnection> subscribe(RedisConnection fresh) {
        fresh.handler(this::hear);
        fresh.endHandler(() -> ended(fresh));
        fresh.exceptionHandler(failure -> ended(fresh));
        return fresh.send(Request.cmd(Command.SUBSCRIBE).arg(Change.CHANNEL))
                .onFailure()
                .call(fresh::close)
                .replaceWith(fresh);
    }

    private synchronized void subscribed(RedisConnection fresh) {
        connecting = false;
        connection = fresh;
        heardNanos = System.nanoTime();
        beat();
    }

    private synchronized void notConnected(Throwable failure) {
        connecting = false;
        LOG.debugf("no subscription error=%s", failure.getMessage());
    }

    private synchronized void ended(RedisConnection which) {
        if (which.equals(connection)) {
            lost();
        }
    }

    private void lost() {
        if (connection != null) {
            LOG.warn("invalidations do not arrive");
            connection.closeAndForget();
            connection = null;
        }
        up = false;
    }

    /** Over the common connections: a beat that cannot be sent is one that is not heard. */
    private void beat() {
        redis.send(Request.cmd(Command.PUBLISH).arg(Change.CHANNEL).arg(new Change.Beat(replica.id()).text()))
                .subscribe()
                .with(sent -> {}, failure -> LOG.debugf("no heartbeat error=%s", failure.getMessage()));
    }

    /** RESP2 and RESP3 both deliver {@code message, channel, text}. */
    private void hear(Response message) {
        if (message.size() == 3 && "message".equals(message.get(0).toString())) {
            Change.parse(message.get(2).toString()).ifPresent(this::apply);
        }
    }

    private void apply(Change change) {
        switch (change) {
            case Change.Changed changed -> drop(changed);
            case Change.Gone gone -> forget(gone);
            case Change.Beat beat -> heard(beat);
        }
    }

    /** Own writes were dropped when they were answered; dropping them again would only cost a hit. */
    private void drop(Change.Changed changed) {
        if (!changed.by().equals(replica.id())) {
            local.invalidate(changed.key());
        }
    }

    private void forget(Change.Gone gone) {
        policies.forget(gone.tenant(), gone.namespace());
        statistics.forget(gone.tenant(), gone.namespace());
    }

    private synchronized void heard(Change.Beat beat) {
        if (beat.replica().equals(replica.id()) && connection != null) {
            heardNanos = System.nanoTime();
            if (!up) {
                local.flush();
                up = true;
                LOG.info("invalidations arrive");
            }
        }
    }
}
