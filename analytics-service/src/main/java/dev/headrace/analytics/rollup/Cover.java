package dev.headrace.analytics.rollup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Spans of whole buckets that together are exactly one range of time, with as few buckets as the grains allow. */
public final class Cover {
    private Cover() {}

    /** All buckets of a grain that start from {@code from} (included) to {@code to} (excluded). */
    public record Span(Grain grain, Instant from, Instant to) {}

    /**
     * Days where whole days fit, hours around them, minutes at the edges: a month from noon to noon reads 29 days and 24
     * hours instead of 43,200 minutes.
     *
     * @param from a whole minute
     * @param to a whole minute, not before {@code from}
     */
    public static List<Span> of(Instant from, Instant to) {
        List<Span> spans = new ArrayList<>();
        cover(Grain.DAY, from, to, spans);
        return List.copyOf(spans);
    }

    private static void cover(Grain grain, Instant from, Instant to, List<Span> spans) {
        if (!from.isBefore(to)) {
            return;
        }
        Instant first = grain.ceil(from);
        Instant last = grain.floor(to);
        if (!first.isBefore(last)) {
            finer(grain, from, to, spans);
            return;
        }
        finer(grain, from, first, spans);
        spans.add(new Span(grain, first, last));
        finer(grain, last, to, spans);
    }

    private static void finer(Grain grain, Instant from, Instant to, List<Span> spans) {
        switch (grain) {
            case DAY -> cover(Grain.HOUR, from, to, spans);
            case HOUR -> cover(Grain.MINUTE, from, to, spans);
            case MINUTE -> {
                if (from.isBefore(to)) {
                    throw new IllegalArgumentException("a range starts and ends with a minute: " + from + " to " + to);
                }
            }
        }
    }
}
