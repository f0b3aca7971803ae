package dev.headrace.bench.load;

import dev.headrace.bench.Words;
import dev.headrace.bench.wire.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What the gateway answered to one run. */
final class Tally {
    private final Histogram calls = new Histogram(3);
    private final long start = System.nanoTime();
    private long end = start;
    private long accepted;
    private long refused;
    private String complaint = "";

    /** Notes an answer to a call that was due at {@code due}, which accepted this many tasks. */
    void answered(long due, long tasks) {
        end = System.nanoTime();
        calls.recordValue(end - due);
        accepted += tasks;
    }

    /** Notes an answer that accepted nothing, or not all. */
    void refused(Response response) {
        refused++;
        complaint = response.status() + ":" + response.text().replaceAll("[^!-~]+", "_");
    }

    Words words() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("accepted", accepted);
        values.put("refused", refused);
        values.put("nanos", end - start);
        values.put("p50", calls.getValueAtPercentile(50));
        values.put("p95", calls.getValueAtPercentile(95));
        values.put("p99", calls.getValueAtPercentile(99));
        values.put("max", calls.getMaxValue());
        values.put("complaint", complaint.substring(0, Math.min(300, complaint.length())));
        return Words.of("done", values);
    }
}
