package dev.headrace.platform.api;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Times as RFC 3339 in UTC, always with three digits of a second.
 *
 * <p>Every event has several times, and nearly all are of the present day, so its text is remembered: the formatter of the
 * JDK took a tenth of the processor time of a bulk submit.
 */
public final class Times {
    private static final int DAY_SECONDS = 86_400;

    private static volatile Day day = Day.of(0);

    /** A day since 1970 and its text with the {@code T} behind it. */
    private record Day(long number, String text) {
        static Day of(long number) {
            return new Day(number, LocalDate.ofEpochDay(number) + "T");
        }
    }

    private Times() {}

    /** {@code 2026-01-31T12:00:00.000Z}; what is finer than a millisecond is cut off. */
    public static String text(Instant time) {
        long seconds = time.getEpochSecond();
        long number = Math.floorDiv(seconds, DAY_SECONDS);
        Day known = day;
        if (known.number() != number) {
            known = Day.of(number);
            day = known;
        }
        int ofDay = Math.floorMod(seconds, DAY_SECONDS);
        int millis = time.getNano() / 1_000_000;
        StringBuilder text = new StringBuilder(24).append(known.text());
        two(text, ofDay / 3_600).append(':');
        two(text, ofDay / 60 % 60).append(':');
        two(text, ofDay % 60).append('.').append(digit(millis / 100));
        return two(text, millis % 100).append('Z').toString();
    }

    private static StringBuilder two(StringBuilder text, int number) {
        return text.append(digit(number / 10)).append(digit(number % 10));
    }

    private static char digit(int number) {
        return (char) ('0' + number);
    }
}
