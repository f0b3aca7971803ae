package dev.headrace.bench.probe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongBinaryOperator;

/**
 * What was used up to a moment, or between two.
 *
 * @param cpuMs processor time in milliseconds by process name
 * @param memoryKb proportional resident memory in KiB by process name, at the end
 * @param walBytes write-ahead log, whole server
 * @param commits transactions that wrote, whole server
 */
public record Use(Map<String, Long> cpuMs, Map<String, Long> memoryKb, long walBytes, long commits) {

    public Use {
        cpuMs = Map.copyOf(cpuMs);
        memoryKb = Map.copyOf(memoryKb);
    }

    /** What was used from {@code earlier} to this. */
    public Use since(Use earlier) {
        return new Use(
                merge(cpuMs, earlier.cpuMs, (now, then) -> now - then),
                memoryKb,
                walBytes - earlier.walBytes,
                commits - earlier.commits);
    }

    private static Map<String, Long> merge(Map<String, Long> now, Map<String, Long> then, LongBinaryOperator operator) {
        Map<String, Long> merged = new LinkedHashMap<>();
        now.forEach((name, value) -> merged.put(name, operator.applyAsLong(value, then.getOrDefault(name, 0L))));
        return merged;
    }
}
