package dev.headrace.webhook.deliver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Duration NONE = Duration.ZERO;
    private static final double MIDDLE = 0.5;

    private final Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofHours(6), 4);

    @Test
    void growsByItsFactorUpToItsMaximum() {
        assertEquals(Duration.ofSeconds(5), backoff.next(1, NONE, MIDDLE));
        assertEquals(Duration.ofSeconds(20), backoff.next(2, NONE, MIDDLE));
        assertEquals(Duration.ofSeconds(80), backoff.next(3, NONE, MIDDLE));
        assertEquals(Duration.ofHours(6), backoff.next(9, NONE, MIDDLE));
        assertEquals(Duration.ofHours(6), backoff.next(1_000, NONE, MIDDLE));
    }

    @Test
    void spreadsByTwentyPercentBothWays() {
        assertEquals(Duration.ofSeconds(4), backoff.next(1, NONE, 0));
        assertEquals(Duration.ofSeconds(6), backoff.next(1, NONE, 1));
    }

    @Test
    void retryAfterLengthensTheWaitAndNeverShortensIt() {
        assertEquals(Duration.ofMinutes(2), backoff.next(1, Duration.ofMinutes(2), MIDDLE));
        assertEquals(Duration.ofSeconds(80), backoff.next(3, Duration.ofSeconds(1), MIDDLE));
        assertEquals(Duration.ofHours(6), backoff.next(1, Duration.ofDays(400), MIDDLE));
    }

    @Test
    void refusesWaitsThatShrink() {
        assertThrows(IllegalArgumentException.class, () -> new Backoff(Duration.ZERO, Duration.ofHours(1), 2));
        assertThrows(IllegalArgumentException.class, () -> new Backoff(Duration.ofHours(2), Duration.ofHours(1), 2));
        assertThrows(IllegalArgumentException.class, () -> new Backoff(Duration.ofHours(1), Duration.ofHours(1), 0.5));
    }
}
