package dev.headrace.cache.namespace;

import dev.headrace.platform.api.CheckedBody;
import dev.headrace.platform.api.Violations;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A namespace to create.
 *
 * @param ttlMs how long its entries are kept, default 5 minutes
 * @param maxEntries how many it keeps, default 10,000
 */
public record NamespaceRequest(
        @Nullable String name,
        @Nullable Long ttlMs,
        @Nullable Integer maxEntries) implements CheckedBody {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Set<String> RESERVED = Set.of("namespaces", "stats");
    private static final long DEFAULT_TTL_MS = 300_000;
    private static final long MAX_TTL_MS = 30L * 24 * 60 * 60 * 1_000;
    private static final int DEFAULT_ENTRIES = 10_000;
    private static final int MAX_ENTRIES = 1_000_000;

    @Override
    public void check(Violations violations) {
        violations
                .required("name", name)
                .check(
                        name == null || NAME.matcher(name).matches(),
                        "name",
                        "INVALID_NAME",
                        "must be 1 to 64 of a-z, 0-9, dot, dash and underscore, and begin with a letter or digit")
                .check(name == null || !RESERVED.contains(name), "name", "RESERVED", "is a path of this API")
                .range("ttl_ms", ttlMs, 1, MAX_TTL_MS)
                .range("max_entries", maxEntries, 1, MAX_ENTRIES);
    }

    /** Checks it and fills in the defaults. @throws dev.headrace.platform.api.ApiException VALIDATION_FAILED */
    Checked check() {
        Violations violations = new Violations();
        check(violations);
        violations.orThrow();
        return new Checked(
                String.valueOf(name),
                ttlMs == null ? DEFAULT_TTL_MS : ttlMs,
                maxEntries == null ? DEFAULT_ENTRIES : maxEntries);
    }

    /** A request that is complete and valid. */
    record Checked(String name, long ttlMs, int maxEntries) {}
}
