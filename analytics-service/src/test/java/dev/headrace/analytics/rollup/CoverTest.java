package dev.headrace.analytics.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CoverTest {
    private static final Instant BASE = Instant.parse("2026-01-01T00:00:00Z");

    @Property
    void spansFollowOneAnotherAndAreWholeBuckets(
            @ForAll @LongRange(min = 0, max = 100_000) long startMinute,
            @ForAll @LongRange(min = 0, max = 1_000_000) long minutes) {
        // Given
        Instant from = BASE.plus(Duration.ofMinutes(startMinute));
        Instant to = from.plus(Duration.ofMinutes(minutes));

        // When
        List<Cover.Span> spans = Cover.of(from, to);

        // Then
        Instant at = from;
        long buckets = 0;
        for (Cover.Span span : spans) {
            assertEquals(at, span.from());
            assertEquals(span.from(), span.grain().floor(span.from()));
            assertEquals(span.to(), span.grain().floor(span.to()));
            assertTrue(span.from().isBefore(span.to()));
            buckets += Duration.between(span.from(), span.to())
                    .dividedBy(span.grain().length());
            at = span.to();
        }
        assertEquals(to, at);
        assertTrue(buckets <= minutes / 1440 + 2 * 23 + 2 * 59, "buckets: " + buckets);
    }

    @Test
    void aDayIsOneBucket() {
        // When
        List<Cover.Span> spans = Cover.of(BASE, BASE.plus(Duration.ofDays(1)));

        // Then
        assertEquals(List.of(new Cover.Span(Grain.DAY, BASE, BASE.plus(Duration.ofDays(1)))), spans);
    }

    @Test
    void partsOfAMinuteAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Cover.of(BASE, BASE.plusSeconds(30)));
    }
}
