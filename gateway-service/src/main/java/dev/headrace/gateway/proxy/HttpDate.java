package dev.headrace.gateway.proxy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code Date} of answers that come without one (RFC 9110, 6.6.1), made once a second. */
final class HttpDate {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private static volatile HttpDate latest = new HttpDate(0);

    private final long second;
    private final String text;

    private HttpDate(long second) {
        this.second = second;
        this.text = FORMAT.format(Instant.ofEpochSecond(second).atOffset(ZoneOffset.UTC));
    }

    static String now() {
        long second = System.currentTimeMillis() / 1_000;
        HttpDate present = latest;
        if (present.second != second) {
            present = new HttpDate(second);
            latest = present;
        }
        return present.text;
    }
}
