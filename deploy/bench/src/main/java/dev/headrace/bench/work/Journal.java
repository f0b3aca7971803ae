package dev.headrace.bench.work;

import dev.headrace.bench.Words;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What one shift did. The time of a task runs from the call that submitted it to its handler in this process. */
final class Journal {
    private final Histogram starts = new Histogram(3);
    private final long start = System.nanoTime();
    private long end = start;
    private long handled;
    private long accepted;
    private long refused;
    private long calls;

    void called() {
        calls++;
    }

    /** @param submitted when its submit call was due, 0 where the task does not say */
    void handled(long submitted) {
        handled++;
        if (submitted > 0) {
            starts.recordValue(Math.max(0, System.nanoTime() - submitted));
        }
    }

    void answered(boolean asAccepted) {
        if (asAccepted) {
            end = System.nanoTime();
            accepted++;
        } else {
            refused++;
        }
    }

    long handled() {
        return handled;
    }

    /** How many outcomes were answered, in whatever way. */
    long outcomes() {
        return accepted + refused;
    }

    long accepted() {
        return accepted;
    }

    Words words() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("handled", handled);
        values.put("accepted", accepted);
        values.put("refused", refused);
        values.put("calls", calls);
        values.put("nanos", end - start);
        values.put("min", starts.getMinValue());
        values.put("p50", starts.getValueAtPercentile(50));
        values.put("p95", starts.getValueAtPercentile(95));
        values.put("p99", starts.getValueAtPercentile(99));
        values.put("max", starts.getMaxValue());
        return Words.of("done", values);
    }
}
