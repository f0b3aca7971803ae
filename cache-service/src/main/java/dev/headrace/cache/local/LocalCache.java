package dev.headrace.cache.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.headrace.cache.value.Entry;
import dev.headrace.cache.value.EntryKey;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Entries in this process, bounded by weight, each until it expires.
 *
 * <p>A read from level 2 that was overtaken by an invalidation must not bring the old entry back. So a reader takes a
 * {@link #stamp} before it asks level 2 and hands it in with what it found; every invalidation changes the stamp. Stamps
 * are shared by keys of the same hash, which costs a needless read now and then, never a stale one.
 */
@Singleton
public final class LocalCache {
    private static final int STAMPS = 4_096;
    /** What an entry takes beyond its body and key: objects, map node, policy. */
    private static final int OVERHEAD_BYTES = 200;

    private final Clock clock;
    private final Cache<EntryKey, Entry> entries;
    private final AtomicLongArray stamps = new AtomicLongArray(STAMPS);

    public LocalCache(LocalConfig config, Clock clock) {
        this.clock = clock;
        this.entries = Caffeine.newBuilder()
                .maximumWeight(config.maxBytes())
                .weigher((EntryKey key, Entry entry) -> weight(key, entry))
                .expireAfter(Expiry.creating((EntryKey key, Entry entry) -> left(entry)))
                .build();
    }

    public Optional<Entry> get(EntryKey key) {
        return Optional.ofNullable(entries.getIfPresent(key)).filter(entry -> !entry.isExpired(clock.instant()));
    }

    /** To be taken before level 2 is asked. */
    public long stamp(EntryKey key) {
        return stamps.get(slot(key));
    }

    /** Keeps what level 2 had, unless the key was invalidated since the stamp was taken. */
    public void fill(EntryKey key, Entry entry, long stamp) {
        if (stamp(key) == stamp) {
            entries.put(key, entry);
            if (stamp(key) != stamp) {
                entries.invalidate(key);
            }
        }
    }

    public void invalidate(EntryKey key) {
        stamps.incrementAndGet(slot(key));
        entries.invalidate(key);
    }

    /** Drops everything: nobody knows what has changed meanwhile. */
    public void flush() {
        for (int slot = 0; slot < STAMPS; slot++) {
            stamps.incrementAndGet(slot);
        }
        entries.invalidateAll();
    }

    /** Entries that are kept, about. */
    public long size() {
        entries.cleanUp();
        return entries.estimatedSize();
    }

    private Duration left(Entry entry) {
        Duration left = Duration.between(clock.instant(), entry.expiresAt());
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static int weight(EntryKey key, Entry entry) {
        return OVERHEAD_BYTES + 2 * key.key().length() + entry.body().length();
    }

    private static int slot(EntryKey key) {
        return Math.floorMod(key.hashCode(), STAMPS);
    }
}
