package dev.headrace.platform.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TimesTest {
    @Test
    void thereAreAlwaysThreeDigitsOfASecond() {
        assertEquals("2026-01-31T12:00:00.000Z", Times.text(Instant.parse("2026-01-31T12:00:00Z")));
        assertEquals("2026-01-31T23:59:59.007Z", Times.text(Instant.parse("2026-01-31T23:59:59.007999Z")));
        assertEquals("1969-12-31T23:59:59.999Z", Times.text(Instant.ofEpochMilli(-1)));
        assertEquals("0001-01-01T00:00:00.000Z", Times.text(Instant.parse("0001-01-01T00:00:00Z")));
    }

    @Property
    void whatIsReadAgainIsTheSameMillisecond(
            @ForAll @LongRange(min = -62_135_596_800_000L, max = 253_402_300_799_999L) long millis) {
        Instant time = Instant.ofEpochMilli(millis);

        assertEquals(time, Instant.parse(Times.text(time)));
        assertEquals(time, Instant.parse(Times.text(time.plus(999, ChronoUnit.MICROS))));
    }
}
