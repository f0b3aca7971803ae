package dev.headrace.cache.namespace;

import java.time.Instant;

/** A namespace as callers see it. */
public record NamespaceView(String name, long ttlMs, int maxEntries, Instant createdAt) {}
