package dev.headrace.analytics.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

/**
 * Times from bytes of text. Events follow one another within the same second mostly, so the second is parsed once and
 * only the fraction anew: 20 ns instead of 500. One instance is for one thread.
 */
final class Moments {
    private static final int SECOND = "2026-11-22T12:00:30".length();
    private static final int MAX_FRACTION = 9;

    private byte[] second = new byte[0];
    private long epochSecond;

    /** @throws IllegalArgumentException if it is not an RFC 3339 time in UTC */
    Instant parse(byte[] text) {
        int fraction = text.length - SECOND - 2;
        boolean isUsual =
                fraction >= 1 && fraction <= MAX_FRACTION && text[SECOND] == '.' && text[text.length - 1] == 'Z';
        if (!isUsual) {
            return slowly(text);
        }
        if (second.length == 0 || !Arrays.equals(second, 0, SECOND, text, 0, SECOND)) {
            epochSecond = slowly(text).getEpochSecond();
            second = Arrays.copyOf(text, SECOND);
        }
        long nanos = 0;
        for (int at = SECOND + 1; at <= SECOND + MAX_FRACTION; at++) {
            nanos = nanos * 10 + (at < text.length - 1 ? digit(text[at]) : 0);
        }
        return Instant.ofEpochSecond(epochSecond, nanos);
    }

    private static int digit(byte text) {
        if (text < '0' || text > '9') {
            throw new IllegalArgumentException("ce_time is not a time");
        }
        return text - '0';
    }

    private static Instant slowly(byte[] text) {
        try {
            return Instant.parse(new String(text, ISO_8859_1));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("ce_time is not a time", e);
        }
    }
}
