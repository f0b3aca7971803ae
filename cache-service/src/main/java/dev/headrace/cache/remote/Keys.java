package dev.headrace.cache.remote;

import dev.headrace.cache.value.EntryKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Names in Redis. The tenant is the hash tag: all of a tenant's keys are in one slot of a cluster, so that one script can
 * touch an entry and its namespace's index.
 */
final class Keys {
    private Keys() {}

    /** An entry: {@code headrace:cache:{tenant}:namespace:key}. */
    static String entry(EntryKey key) {
        return prefix(key.tenant(), key.namespace()) + key.key();
    }

    /** What the names of a namespace's entries begin with. */
    static String prefix(String tenant, UUID namespace) {
        return index(tenant, namespace) + ':';
    }

    /** The keys of a namespace, sorted by when they expire. */
    static String index(String tenant, UUID namespace) {
        return "headrace:cache:{" + URLEncoder.encode(tenant, StandardCharsets.UTF_8) + "}:" + namespace;
    }
}
