package dev.headrace.cache.entry;

import dev.headrace.cache.value.Entry;
import dev.headrace.cache.value.EntryKey;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes that Redis has not taken yet: the newest one for each key, in the order in which keys came, bounded by number
 * and bytes. Reads of this replica see them first. Thread-safe.
 */
@Singleton
public final class Pending {
    private final EntryConfig config;
    private final Map<EntryKey, Write> writes = new LinkedHashMap<>();
    private long bytes;

    /** What Redis is to do. */
    sealed interface Write {
        /** Keep this. */
        record Put(Entry entry, int maxEntries) implements Write {}

        /** Drop what was there before this moment. */
        record Remove(Instant at) implements Write {}

        default int bytes() {
            return switch (this) {
                case Put put -> put.entry.body().length();
                case Remove remove -> 0;
            };
        }
    }

    public Pending(EntryConfig config) {
        this.config = config;
    }

    /** Keeps a write in the place of an older one of its key; false when there is no room. */
    synchronized boolean offer(EntryKey key, Write write) {
        Write older = writes.get(key);
        int freed = older == null ? 0 : older.bytes();
        boolean full = older == null && writes.size() >= config.maxEntries();
        if (full || bytes - freed + write.bytes() > config.maxBytes()) {
            return false;
        }
        writes.put(key, write);
        bytes += write.bytes() - freed;
        return true;
    }

    synchronized Optional<Write> get(EntryKey key) {
        return Optional.ofNullable(writes.get(key));
    }

    /** Redis has taken a newer write of the key. */
    synchronized void drop(EntryKey key) {
        Write dropped = writes.remove(key);
        bytes -= dropped == null ? 0 : dropped.bytes();
    }

    /** Redis has taken this write; a newer one of the key stays. */
    synchronized void drop(EntryKey key, Write taken) {
        if (taken.equals(writes.get(key))) {
            drop(key);
        }
    }

    /** The writes that wait, oldest key first. */
    synchronized List<Map.Entry<EntryKey, Write>> all() {
        return writes.entrySet().stream()
                .map(waiting -> Map.entry(waiting.getKey(), waiting.getValue()))
                .toList();
    }

    synchronized int size() {
        return writes.size();
    }
}
