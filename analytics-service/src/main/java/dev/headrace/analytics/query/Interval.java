package dev.headrace.analytics.query;

import dev.headrace.analytics.rollup.Cover;
import dev.headrace.analytics.rollup.Grain;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a range of time is cut into points of a series. */
public enum Interval {
    MINUTE(Grain.MINUTE, Duration.ofHours(1)),
    HOUR(Grain.HOUR, Duration.ofDays(1)),
    DAY(Grain.DAY, Duration.ofDays(30)),
    /** One point for the whole range. */
    TOTAL(Grain.MINUTE, Duration.ofDays(1));

    private final Grain grain;
    private final Duration defaultRange;

    Interval(Grain grain, Duration defaultRange) {
        this.grain = grain;
        this.defaultRange = defaultRange;
    }

    static Optional<Interval> of(String text) {
        return Arrays.stream(values())
                .filter(interval -> interval.wire().equals(text))
                .findFirst();
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Ranges start and end with a bucket of this grain. */
    Grain grain() {
        return grain;
    }

    /** How far back a range goes that names no start. */
    Duration defaultRange() {
        return defaultRange;
    }

    /** How many points the range has, at most, for each task type. */
    long points(Instant from, Instant to) {
        return this == TOTAL ? 1 : Duration.between(from, to).dividedBy(grain.length());
    }

    /** The stored buckets that make up the range. */
    List<Cover.Span> spans(Instant from, Instant to) {
        return this == TOTAL ? Cover.of(from, to) : List.of(new Cover.Span(grain, from, to));
    }

    /** Start of the point that a bucket belongs to. */
    Instant point(Instant bucket, Instant from) {
        return this == TOTAL ? from : bucket;
    }
}
