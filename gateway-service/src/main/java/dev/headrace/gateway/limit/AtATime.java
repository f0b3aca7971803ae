package dev.headrace.gateway.limit;

import java.util.concurrent.ConcurrentHashMap;

/** How many of something each caller has under way here. Holds only callers that have some. */
public final class AtATime {
    private final ConcurrentHashMap<Caller, Integer> underWay = new ConcurrentHashMap<>();

    private record Caller(String tenant, String subject) {}

    /** Whether one more may begin; if so it has to {@link #end}. */
    public boolean begin(String tenant, String subject, int limit) {
        int[] before = {0};
        underWay.compute(new Caller(tenant, subject), (caller, count) -> {
            before[0] = count == null ? 0 : count;
            return before[0] < limit ? Integer.valueOf(before[0] + 1) : count;
        });
        return before[0] < limit;
    }

    public void end(String tenant, String subject) {
        underWay.computeIfPresent(new Caller(tenant, subject), (caller, count) -> count == 1 ? null : count - 1);
    }

    int of(String tenant, String subject) {
        return underWay.getOrDefault(new Caller(tenant, subject), 0);
    }
}
