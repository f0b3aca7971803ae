package dev.headrace.gateway.limit;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many of something are possible within a sliding window.
 *
 * @param per whose count it is
 * @param routes paths of the route table of which each request counts; empty for a quota of tasks
 * @param types task types that count: exact names, or beginnings that end with {@code *}; empty for a quota of requests
 * @param byTier the bound of each tier; a tier that is absent is not limited
 */
public record Quota(
        String name, Per per, Duration window, Set<String> routes, List<String> types, Map<String, Bound> byTier) {

    /** Whose count it is. */
    public enum Per {
        TENANT,
        CALLER
    }

    /**
     * The bound of a tier.
     *
     * @param limit how many within a window
     * @param policy the item of {@code RateLimit-Policy} that says so
     */
    public record Bound(long limit, String policy) {}

    public Quota {
        routes = Set.copyOf(routes);
        types = List.copyOf(types);
        byTier = Map.copyOf(byTier);
    }

    /** @param limits how many by tier */
    static Quota of(
            String name, Per per, Duration window, Set<String> routes, List<String> types, Map<String, Long> limits) {
        Map<String, Bound> bounds = new HashMap<>();
        limits.forEach((tier, limit) ->
                bounds.put(tier, new Bound(limit, "\"" + name + "\";q=" + limit + ";w=" + seconds(window))));
        return new Quota(name, per, window, routes, types, bounds);
    }

    /** Null for a tier that has none. */
    @Nullable
    Bound bound(String tier) {
        return byTier.get(tier);
    }

    /** Whether it counts tasks, and not requests. */
    boolean isOfTasks() {
        return !types.isEmpty();
    }

    /** Whether a task of this type counts. */
    boolean counts(String type) {
        for (String pattern : types) {
            int last = pattern.length() - 1;
            if (pattern.charAt(last) == '*' ? type.regionMatches(0, pattern, 0, last) : type.equals(pattern)) {
                return true;
            }
        }
        return false;
    }

    private static long seconds(Duration window) {
        return Math.max(1, window.toSeconds());
    }
}
