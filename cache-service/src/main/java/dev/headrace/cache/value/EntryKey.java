package dev.headrace.cache.value;

import java.util.UUID;

/**
 * Where an entry is kept.
 *
 * @param namespace id of the namespace, never used again once it is deleted
 */
public record EntryKey(String tenant, UUID namespace, String key) {
    /** Longest key, in characters. */
    public static final int MAX_LENGTH = 512;
}
