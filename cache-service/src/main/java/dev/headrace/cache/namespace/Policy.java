package dev.headrace.cache.namespace;

import dev.headrace.cache.value.EntryKey;
import java.time.Duration;
import java.util.UUID;

/**
 * What a namespace says of its entries.
 *
 * @param ttl how long an entry is kept
 * @param maxEntries how many are kept; beyond it those that would expire first go
 */
public record Policy(UUID id, String tenant, String name, Duration ttl, int maxEntries) {
    public EntryKey key(String key) {
        return new EntryKey(tenant, id, key);
    }
}
