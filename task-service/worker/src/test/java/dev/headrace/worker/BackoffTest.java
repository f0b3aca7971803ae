package dev.headrace.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(new SplittableRandom(7));

    @Test
    void thePauseDoublesToItsMostAndHalfOfItIsChance() {
        long now = 0;
        for (int i = 0; i < 40; i++) {
            long most = Math.min(Backoff.MOST, i >= 20 ? Backoff.MOST : Backoff.FIRST << i);
            long pause = backoff.failed(now, now, 0);
            assertTrue(pause >= most / 2 && pause <= most, i + ": " + pause);
            assertEquals(pause, backoff.remaining(now));
            now += pause;
            assertEquals(0, backoff.remaining(now));
        }
    }

    @Test
    void callsThatWereUnderWayAreTheSameTrouble() {
        long pause = backoff.failed(0, 10, 0);
        assertEquals(pause - 1, backoff.failed(5, 11, 0));
        assertTrue(backoff.failed(10 + pause, 10 + pause, 0) <= 2 * Backoff.FIRST);
    }

    @Test
    void aSuccessMakesTheNextPauseShortButKeepsWhatTheServerAskedFor() {
        long asked = Duration.ofSeconds(3).toNanos();
        assertEquals(asked, backoff.failed(0, 0, asked));
        backoff.succeeded();
        assertEquals(asked - 5, backoff.remaining(5));
        assertTrue(backoff.failed(asked, asked, 0) <= Backoff.FIRST);
    }

    @Test
    void retryAfterIsSecondsOrADateAndNothingElse() {
        assertEquals(Duration.ofMinutes(2), Api.delay("120"));
        assertTrue(Api.delay("Wed, 21 Oct 2015 07:28:00 GMT").isNegative());
        assertEquals(Duration.ZERO, Api.delay("soon"));
        assertEquals(Duration.ZERO, Api.delay("99999999999999999999"));
    }
}
