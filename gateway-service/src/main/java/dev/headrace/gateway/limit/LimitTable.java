package dev.headrace.gateway.limit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every limit there is.
 *
 * @param atATime how many requests of one caller may be under way, by tier; parked ones do not count
 */
public record LimitTable(List<Quota> quotas, Map<String, Integer> atATime) {
    private static final Quota[] NONE = {};

    public LimitTable {
        quotas = List.copyOf(quotas);
        atATime = Map.copyOf(atATime);
    }

    /** Those of a route's requests that bind a tier. */
    Quota[] ofRoute(String path, String tier) {
        return quotas.stream()
                .filter(quota -> quota.routes().contains(path) && quota.bound(tier) != null)
                .toArray(length -> length == 0 ? NONE : new Quota[length]);
    }

    /** Those of tasks that bind a tier. */
    Quota[] ofTasks(String tier) {
        return quotas.stream()
                .filter(quota -> !quota.types().isEmpty() && quota.bound(tier) != null)
                .toArray(length -> length == 0 ? NONE : new Quota[length]);
    }

    /** Null if a tier's requests are not counted. */
    @Nullable
    Integer atATime(String tier) {
        return atATime.get(tier);
    }
}
