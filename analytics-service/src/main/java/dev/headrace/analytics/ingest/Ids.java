package dev.headrace.analytics.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.UUID;

/** UUIDs from bytes of text. */
final class Ids {
    private static final int LENGTH = 36;

    private Ids() {}

    /** @throws IllegalArgumentException if it is not a UUID */
    static UUID parse(byte[] text) {
        if (text.length != LENGTH || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') {
            return UUID.fromString(new String(text, ISO_8859_1));
        }
        long high = digits(text, 0, 8) << 32 | digits(text, 9, 13) << 16 | digits(text, 14, 18);
        long low = digits(text, 19, 23) << 48 | digits(text, 24, LENGTH);
        return new UUID(high, low);
    }

    private static long digits(byte[] text, int from, int to) {
        long value = 0;
        for (int at = from; at < to; at++) {
            int digit = Character.digit(text[at], 16);
            if (digit < 0) {
                throw new IllegalArgumentException("ce_id is not a UUID");
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
