package dev.headrace.task.idempotency;

import java.util.HashMap;
import java.util.Map;

/** What was counted, by whom it concerns. Bounded: types over the bound are counted together. */
final class Counts {
    private static final int MOST = 10_000;
    static final String OTHER_TYPES = "(other)";

    /** Whose submissions of what. */
    record Kind(String tenant, String type, Result result) {}

    /** Whose repeats, how they were recognised, and in which time. */
    record Time(String tenant, Way way, int bucket) {}

    private final Map<Kind, Long> kinds = new HashMap<>();
    private final Map<Time, Long> times = new HashMap<>();

    void add(String tenant, String type, Result result) {
        Kind kind = new Kind(tenant, type, result);
        boolean room = kinds.size() < MOST || kinds.containsKey(kind);
        kinds.merge(room ? kind : new Kind(tenant, OTHER_TYPES, result), 1L, Long::sum);
    }

    void add(String tenant, Way way, int bucket) {
        times.merge(new Time(tenant, way, bucket), 1L, Long::sum);
    }

    void addTo(Counts other) {
        kinds.forEach((kind, count) -> other.kinds.merge(kind, count, Long::sum));
        times.forEach((time, count) -> other.times.merge(time, count, Long::sum));
    }

    boolean isEmpty() {
        return kinds.isEmpty() && times.isEmpty();
    }

    Map<Kind, Long> kinds() {
        return kinds;
    }

    Map<Time, Long> times() {
        return times;
    }
}
