package dev.headrace.cache.remote;

import dev.headrace.cache.value.Entry;
import dev.headrace.cache.value.EntryKey;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * Entries in Redis. Every command ends within the timeout, and while Redis fails it is left alone: then all methods fail
 * at once.
 */
@Singleton
public final class RemoteCache {
    private static final int BREAKER_WINDOW = 10;
    private static final int FREED_AT_ONCE = 500;
    private static final String ALWAYS = "";

    private final Redis redis;
    private final Replica replica;
    private final Clock clock;
    private final TypedGuard<Uni<Response>> guard;

    public RemoteCache(Redis redis, Replica replica, RemoteConfig config, Clock clock) {
        this.redis = redis;
        this.replica = replica;
        this.clock = clock;
        this.guard = TypedGuard.create(new TypeLiteral<Uni<Response>>() {})
                .withDescription("redis")
                .withTimeout()
                .duration(config.timeout().toMillis(), ChronoUnit.MILLIS)
                .done()
                .withCircuitBreaker()
                .requestVolumeThreshold(BREAKER_WINDOW)
                .delay(config.breakerDelay().toMillis(), ChronoUnit.MILLIS)
                .done()
                .build();
    }

    public Uni<Optional<Entry>> get(EntryKey key) {
        return send(Request.cmd(Command.GET).arg(Keys.entry(key))).map(RemoteCache::entry);
    }

    /** Stores the entry until it expires. */
    public Uni<Void> put(EntryKey key, Entry entry, int maxEntries) {
        return put(key, entry, maxEntries, ALWAYS);
    }

    /** Stores an entry that was given earlier, unless a newer one is there. */
    public Uni<Void> putUnlessNewer(EntryKey key, Entry entry, int maxEntries) {
        return put(key, entry, maxEntries, millis(entry.storedAt()));
    }

    public Uni<Void> remove(EntryKey key) {
        return remove(key, ALWAYS);
    }

    /** Removes an entry as of an earlier moment, unless a newer one is there. */
    public Uni<Void> removeUnlessNewer(EntryKey key, Instant removedAt) {
        return remove(key, millis(removedAt));
    }

    /** Frees the entries of a namespace that is gone; what a failure leaves goes when it expires. */
    public Uni<Void> clear(String tenant, UUID namespace) {
        return send(eval(Scripts.CLEAR, Keys.index(tenant, namespace))
                        .arg(Keys.prefix(tenant, namespace))
                        .arg(FREED_AT_ONCE))
                .chain(freed ->
                        freed.toInteger() < FREED_AT_ONCE ? Uni.createFrom().voidItem() : clear(tenant, namespace));
    }

    /** Tells all replicas, this one too. */
    public Uni<Void> tell(Change change) {
        return send(Request.cmd(Command.PUBLISH).arg(Change.CHANNEL).arg(change.text()))
                .replaceWithVoid();
    }

    private Uni<Void> put(EntryKey key, Entry entry, int maxEntries, String onlyOver) {
        Duration left = Duration.between(clock.instant(), entry.expiresAt());
        if (left.toMillis() < 1) {
            return Uni.createFrom().voidItem();
        }
        return send(eval(Scripts.PUT, Keys.entry(key), Keys.index(key.tenant(), key.namespace()))
                        .arg(Buffer.newInstance(entry.encode()))
                        .arg(left.toMillis())
                        .arg(maxEntries)
                        .arg(key.key())
                        .arg(Keys.prefix(key.tenant(), key.namespace()))
                        .arg(Change.CHANNEL)
                        .arg(Change.changedPrefix(replica.id(), key))
                        .arg(onlyOver)
                        .arg(Change.changedPrefix(Change.NOBODY, key)))
                .replaceWithVoid();
    }

    private Uni<Void> remove(EntryKey key, String onlyOver) {
        return send(eval(Scripts.REMOVE, Keys.entry(key), Keys.index(key.tenant(), key.namespace()))
                        .arg(key.key())
                        .arg(Change.CHANNEL)
                        .arg(Change.changedPrefix(replica.id(), key))
                        .arg(onlyOver))
                .replaceWithVoid();
    }

    private Uni<Response> send(Request request) {
        return guard.get(() -> redis.send(request));
    }

    private static Request eval(String script, String... keys) {
        Request request = Request.cmd(Command.EVAL).arg(script).arg(keys.length);
        for (String key : keys) {
            request.arg(key);
        }
        return request;
    }

    private static Optional<Entry> entry(Response response) {
        return Optional.ofNullable(response)
                .map(Response::toBuffer)
                .map(Buffer::getDelegate)
                .map(Entry::decode);
    }

    private static String millis(Instant time) {
        return Long.toString(time.toEpochMilli());
    }
}
