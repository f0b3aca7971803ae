package dev.headrace.analytics.rollup;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;
import org.apache.datasketches.req.ReqSketch;
import org.apache.datasketches.req.ReqSketchBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Durations in milliseconds: exact count, sum, least and greatest, and a sketch that answers percentiles and merges.
 *
 * <p>The sketch is REQ in high-rank mode with k = 12: the rank error shrinks towards the top (one standard deviation is
 * about 0.5 % of rank at p50 and 0.01 % at p99), which is where latencies are read. A KLL sketch of like size errs by
 * more than 1 % of rank everywhere, so its p99 may be the true p98.
 *
 * @see <a href="https://arxiv.org/abs/2004.01668">Relative Error Streaming Quantiles</a>
 */
public final class Times {
    private static final int K = 12;

    private long count;
    private long sum;
    private long min;
    private long max;
    private @Nullable ReqSketch sketch;

    /** Nothing measured yet. */
    public Times() {}

    /** What was stored; {@code sketch} is null exactly when {@code count} is 0. */
    public static Times stored(long count, long sum, long min, long max, byte @Nullable [] sketch) {
        Times times = new Times();
        times.count = count;
        times.sum = sum;
        times.min = min;
        times.max = max;
        times.sketch = sketch == null ? null : ReqSketch.heapify(MemorySegment.ofArray(sketch));
        return times;
    }

    public void add(long ms) {
        min = count == 0 ? ms : Math.min(min, ms);
        max = count == 0 ? ms : Math.max(max, ms);
        count++;
        sum += ms;
        sketch().update((float) ms);
    }

    /** Adds all of the other; the other is left as it is. */
    public void merge(Times other) {
        if (other.sketch == null) {
            return;
        }
        min = count == 0 ? other.min : Math.min(min, other.min);
        max = count == 0 ? other.max : Math.max(max, other.max);
        count += other.count;
        sum += other.sum;
        sketch().merge(other.sketch);
    }

    public long count() {
        return count;
    }

    public long sum() {
        return sum;
    }

    public long min() {
        return min;
    }

    public long max() {
        return max;
    }

    /** The sketch as bytes; empty when nothing was measured. */
    public Optional<byte[]> bytes() {
        return Optional.ofNullable(sketch).map(ReqSketch::toByteArray);
    }

    /**
     * The duration that the given share of all durations does not exceed, in milliseconds.
     *
     * @param rank above 0 and at most 1
     * @throws IllegalStateException if nothing was measured
     */
    public long quantile(double rank) {
        if (sketch == null) {
            throw new IllegalStateException("no duration was measured");
        }
        long estimate = Math.round(sketch.getQuantile(rank, QuantileSearchCriteria.INCLUSIVE));
        return Math.clamp(estimate, min, max);
    }

    private ReqSketch sketch() {
        ReqSketch present = sketch;
        if (present == null) {
            present = new ReqSketchBuilder().setK(K).setHighRankAccuracy(true).build();
            sketch = present;
        }
        return present;
    }
}
