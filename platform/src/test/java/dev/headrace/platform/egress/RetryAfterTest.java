package dev.headrace.platform.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
    private static final Duration NONE = Duration.ZERO;

    @Test
    void readsSecondsAndDatesOfRetryAfter() {
        var now = Instant.parse("2026-11-22T10:00:00Z");
        assertEquals(Duration.ofMinutes(2), RetryAfter.parse("120", now));
        assertEquals(Duration.ofSeconds(30), RetryAfter.parse("Sun, 22 Nov 2026 10:00:30 GMT", now));
        assertEquals(NONE, RetryAfter.parse("Sun, 22 Nov 2026 09:00:00 GMT", now));
        assertEquals(NONE, RetryAfter.parse("soon", now));
        assertEquals(NONE, RetryAfter.parse("-5", now));
        assertEquals(NONE, RetryAfter.parse("99999999999999999999", now));
        assertEquals(NONE, RetryAfter.parse(null, now));
    }
}
