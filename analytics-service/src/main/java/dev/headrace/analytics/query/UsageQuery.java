package dev.headrace.analytics.query;

import dev.headrace.platform.api.Violations;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A valid question.
 *
 * @param from start of the first bucket
 * @param to end of the last bucket, excluded
 */
record UsageQuery(
        String tenant,
        Instant from,
        Instant to,
        Interval interval,
        @Nullable String type,
        @Nullable String queue) {
    private static final int MAX_NAME = 256;
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    private static final Duration LONGEST = Duration.ofDays(3660);

    /** The parameters as they came. */
    record Asked(
            @Nullable String from,
            @Nullable String to,
            @Nullable String interval,
            @Nullable String type,
            @Nullable String queue) {}

    /**
     * Fills in what was not asked (interval hour, the range up to now) and widens the range to whole buckets.
     *
     * @throws dev.headrace.platform.api.ApiException VALIDATION_FAILED with every wrong parameter
     */
    static UsageQuery of(String tenant, Asked asked, Instant now, QueryConfig config) {
        Violations violations = new Violations();
        violations.text("type", asked.type(), MAX_NAME).text("queue", asked.queue(), MAX_NAME);
        Interval interval = interval(asked.interval(), violations);
        Instant to = time("to", asked.to(), violations).orElse(now);
        Instant from = time("from", asked.from(), violations).orElse(to.minus(interval.defaultRange()));
        violations.orThrow();
        violations
                .check(from.isBefore(to), "from", "NOT_BEFORE_TO", "must be before to")
                .orThrow();
        UsageQuery query = new UsageQuery(
                tenant, interval.grain().floor(from), interval.grain().ceil(to), interval, asked.type(), asked.queue());
        query.bound(violations, config);
        return query;
    }

    private void bound(Violations violations, QueryConfig config) {
        long points = interval.points(from, to);
        violations
                .check(points <= config.maxPoints(), "interval", "TOO_MANY_POINTS", tooMany(points, config))
                .check(Duration.between(from, to).compareTo(LONGEST) <= 0, "from", "TOO_LONG", "is over ten years")
                .orThrow();
    }

    private static String tooMany(long points, QueryConfig config) {
        return "gives " + points + " points; at most " + config.maxPoints() + " are allowed, so take a coarser one";
    }

    private static Interval interval(@Nullable String text, Violations violations) {
        if (text == null) {
            return Interval.HOUR;
        }
        Optional<Interval> interval = Interval.of(text);
        violations.check(interval.isPresent(), "interval", "INVALID", "must be minute, hour, day or total");
        return interval.orElse(Interval.HOUR);
    }

    private static Optional<Instant> time(String field, @Nullable String text, Violations violations) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            boolean sane = !time.isBefore(EARLIEST) && time.isBefore(LATEST);
            violations.check(sane, field, "OUT_OF_RANGE", "must be from the year 2000 to 2199");
            return sane ? Optional.of(time) : Optional.empty();
        } catch (DateTimeParseException e) {
            violations.add(field, "INVALID_TIME", "must be a time such as 2026-11-22T10:00:00Z");
            return Optional.empty();
        }
    }
}
