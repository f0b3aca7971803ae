package dev.headrace.analytics.rollup;

import java.util.EnumMap;
import java.util.Map;

/** What happened in one bucket, or in several that were merged. */
public final class Usage {
    private final Map<Fact, Long> counts = new EnumMap<>(Fact.class);
    private final Times waits;
    private final Times runs;

    public Usage() {
        this(new Times(), new Times());
    }

    /** With times that were stored; the counts follow by {@link #add(Fact, long)}. */
    public Usage(Times waits, Times runs) {
        this.waits = waits;
        this.runs = runs;
    }

    public void add(Observation observation) {
        add(observation.fact(), 1);
        if (observation.waitMs() != null) {
            waits.add(observation.waitMs());
        }
        if (observation.runMs() != null) {
            runs.add(observation.runMs());
        }
    }

    public void add(Fact fact, long times) {
        counts.merge(fact, times, Long::sum);
    }

    /** Adds all of the other; the other is left as it is. */
    public void merge(Usage other) {
        for (Fact fact : Fact.values()) {
            add(fact, other.count(fact));
        }
        waits.merge(other.waits);
        runs.merge(other.runs);
    }

    public long count(Fact fact) {
        return counts.getOrDefault(fact, 0L);
    }

    public Times waits() {
        return waits;
    }

    public Times runs() {
        return runs;
    }
}
