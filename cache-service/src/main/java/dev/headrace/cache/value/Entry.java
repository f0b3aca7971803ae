package dev.headrace.cache.value;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * What is kept under a key.
 *
 * @param contentType as it was given
 * @param body as it was given; not to be changed
 * @param storedAt when it was given, to the millisecond
 * @param expiresAt from when on it is gone
 */
public record Entry(String contentType, Buffer body, Instant storedAt, Instant expiresAt) {
    /** Largest body, in bytes. */
    public static final int MAX_BYTES = 1_024 * 1_024;

    private static final byte LINE_END = '\n';

    public boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    public Duration age(Instant now) {
        return now.isBefore(storedAt) ? Duration.ZERO : Duration.between(storedAt, now);
    }

    /**
     * As Redis keeps it: one line {@code storedAt expiresAt contentType} (milliseconds since 1970, 13 digits) and the
     * body. Scripts compare the first 13 bytes.
     */
    public Buffer encode() {
        String head = "%013d %013d %s\n".formatted(storedAt.toEpochMilli(), expiresAt.toEpochMilli(), contentType);
        byte[] line = head.getBytes(StandardCharsets.UTF_8);
        return Buffer.buffer(line.length + body.length()).appendBytes(line).appendBuffer(body);
    }

    /** Reads what {@link #encode} wrote. @throws IllegalArgumentException if it is something else */
    public static Entry decode(Buffer bytes) {
        int end = 0;
        while (end < bytes.length() && bytes.getByte(end) != LINE_END) {
            end++;
        }
        String[] head = bytes.getString(0, end).split(" ", 3);
        if (head.length != 3 || end == bytes.length()) {
            throw new IllegalArgumentException("not an entry");
        }
        return new Entry(
                head[2],
                bytes.getBuffer(end + 1, bytes.length()),
                Instant.ofEpochMilli(Long.parseLong(head[0])),
                Instant.ofEpochMilli(Long.parseLong(head[1])));
    }
}
