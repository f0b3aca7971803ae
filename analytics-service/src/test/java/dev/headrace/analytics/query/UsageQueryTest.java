package dev.headrace.analytics.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.FieldError;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UsageQueryTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:34:56Z");

    private static final QueryConfig CONFIG = new QueryConfig() {
        @Override
        public int maxPoints() {
            return 1500;
        }

        @Override
        public int maxBuckets() {
            return 20_000;
        }
    };

    @Test
    void withoutParametersTheLastDayByHour() {
        // When
        UsageQuery query = ask(null, null, null);

        // Then
        assertEquals(Interval.HOUR, query.interval());
        assertEquals(Instant.parse("2026-11-21T12:00:00Z"), query.from());
        assertEquals(Instant.parse("2026-11-22T13:00:00Z"), query.to());
    }

    @Test
    void theRangeIsWidenedToWholeBuckets() {
        // When
        UsageQuery query = ask("2026-11-20T10:00:01+02:00", "2026-11-20T10:05:00.001Z", "minute");

        // Then
        assertEquals(Instant.parse("2026-11-20T08:00:00Z"), query.from());
        assertEquals(Instant.parse("2026-11-20T10:06:00Z"), query.to());
    }

    @Test
    void everyWrongParameterIsNamed() {
        // When
        ApiException refused = assertThrows(ApiException.class, () -> ask("yesterday", "1999-01-01T00:00:00Z", "week"));

        // Then
        assertEquals(ErrorCode.VALIDATION_FAILED, refused.code());
        assertEquals(
                List.of("interval", "to", "from"),
                refused.errors().stream().map(FieldError::field).toList());
    }

    @Test
    void aRangeMustNotEndBeforeItStarts() {
        // When
        ApiException refused =
                assertThrows(ApiException.class, () -> ask("2026-11-22T12:00:00Z", "2026-11-22T12:00:00Z", "hour"));

        // Then
        assertEquals("NOT_BEFORE_TO", refused.errors().getFirst().code());
    }

    @Test
    void aSeriesIsBounded() {
        // When
        ApiException refused =
                assertThrows(ApiException.class, () -> ask("2026-11-01T00:00:00Z", "2026-11-22T00:00:00Z", "minute"));

        // Then
        assertEquals("TOO_MANY_POINTS", refused.errors().getFirst().code());
    }

    private static UsageQuery ask(@Nullable String from, @Nullable String to, @Nullable String interval) {
        return UsageQuery.of("a", new UsageQuery.Asked(from, to, interval, null, null), NOW, CONFIG);
    }
}
