package dev.headrace.cache.entry;

import dev.headrace.cache.entry.Pending.Write;
import dev.headrace.cache.invalidate.Bus;
import dev.headrace.cache.local.LocalCache;
import dev.headrace.cache.namespace.Policy;
import dev.headrace.cache.remote.RemoteCache;
import dev.headrace.cache.stats.Level;
import dev.headrace.cache.value.Entry;
import dev.headrace.cache.value.EntryKey;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two levels together. A write goes to Redis, which tells all replicas to drop the key; a read fills level 1. While
 * Redis is away level 1 goes on answering, and writes wait here for Redis to come back.
 */
@Singleton
public final class Entries {
    private final LocalCache local;
    private final RemoteCache remote;
    private final Bus bus;
    private final Pending pending;
    private final Clock clock;

    public Entries(LocalCache local, RemoteCache remote, Bus bus, Pending pending, Clock clock) {
        this.local = local;
        this.remote = remote;
        this.bus = bus;
        this.pending = pending;
        this.clock = clock;
    }

    /** What a read found, and whether Redis had its say. */
    public record Found(Level level, @Nullable Entry entry, Status status) {
        static Found of(Level level, Entry entry) {
            return new Found(level, entry, Status.OK);
        }
    }

    /** Whether all levels take part. */
    public enum Status {
        OK,
        /** Redis is away: this replica's memory is all there is. */
        DEGRADED
    }

    /** Reads an entry. Never fails because of Redis. */
    public Uni<Found> get(EntryKey key) {
        Optional<Write> waiting = pending.get(key);
        if (waiting.isPresent()) {
            return Uni.createFrom().item(found(waiting.get()));
        }
        // Level 1 is asked first only while other replicas' changes arrive.
        Optional<Entry> near = bus.isUp() ? local.get(key) : Optional.empty();
        return near.map(entry -> Uni.createFrom().item(Found.of(Level.L1, entry)))
                .orElseGet(() -> fetch(key));
    }

    /** Keeps a body until the namespace's time to live is over; fails with OVERLOADED when too much waits for Redis. */
    public Uni<Status> put(Policy namespace, String name, String contentType, Buffer body) {
        EntryKey key = namespace.key(name);
        Instant now = now();
        Entry entry = new Entry(contentType, body, now, now.plus(namespace.ttl()));
        return settle(
                key, remote.put(key, entry, namespace.maxEntries()), new Write.Put(entry, namespace.maxEntries()));
    }

    /** Removes an entry, if it is there; fails with OVERLOADED when too much waits for Redis. */
    public Uni<Status> remove(Policy namespace, String name) {
        EntryKey key = namespace.key(name);
        return settle(key, remote.remove(key), new Write.Remove(now()));
    }

    /** Whether Redis takes part at the moment. */
    public Status status() {
        return bus.isUp() && pending.size() == 0 ? Status.OK : Status.DEGRADED;
    }

    private Uni<Status> settle(EntryKey key, Uni<Void> written, Write write) {
        return written.map(done -> taken(key)).onFailure().recoverWithItem(() -> waits(key, write));
    }

    private Status taken(EntryKey key) {
        pending.drop(key);
        local.invalidate(key);
        return Status.OK;
    }

    private Status waits(EntryKey key, Write write) {
        if (!pending.offer(key, write)) {
            throw new ApiException(ErrorCode.OVERLOADED, "Redis is away and too many writes wait for it; try later");
        }
        local.invalidate(key);
        return Status.DEGRADED;
    }

    private Uni<Found> fetch(EntryKey key) {
        long stamp = local.stamp(key);
        return remote.get(key)
                .map(found -> fetched(key, found, stamp))
                .onFailure()
                .recoverWithItem(() -> alone(key));
    }

    private Found fetched(EntryKey key, Optional<Entry> found, long stamp) {
        if (found.isEmpty() || found.get().isExpired(clock.instant())) {
            return new Found(Level.MISS, null, Status.OK);
        }
        local.fill(key, found.get(), stamp);
        return Found.of(Level.L2, found.get());
    }

    private Found alone(EntryKey key) {
        Entry near = local.get(key).orElse(null);
        return new Found(near == null ? Level.MISS : Level.L1, near, Status.DEGRADED);
    }

    private Found found(Write waiting) {
        return switch (waiting) {
            case Write.Put put
            when !put.entry().isExpired(clock.instant()) -> new Found(Level.L1, put.entry(), Status.DEGRADED);
            case Write.Put expired -> new Found(Level.MISS, null, Status.DEGRADED);
            case Write.Remove remove -> new Found(Level.MISS, null, Status.DEGRADED);
        };
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
