package dev.headrace.cache.stats;

/** Where an entry was found; the value of the {@code X-Cache} header. */
public enum Level {
    /** In the memory of the replica that answered. */
    L1,
    /** In Redis. */
    L2,
    /** Nowhere. */
    MISS
}
