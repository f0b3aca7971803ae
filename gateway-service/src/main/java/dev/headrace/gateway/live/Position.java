package dev.headrace.gateway.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * A place in the log of events: for each partition the offset of the first event that comes after it. It means the same to
 * every gateway, whatever order each has read the partitions in.
 *
 * <p>As text it is the last event id of a client: a version, each offset as a variable-length number, two bytes of CRC-32,
 * all in Base64 for URLs.
 */
final class Position {
    private static final byte VERSION = 1;
    private static final int CHECK = 2;
    /** Of text; bounds the partitions to some thousand. */
    private static final int MAX_LENGTH = 12_000;

    private static final int MORE = 0x80;

    private final long[] next;

    Position(long... next) {
        this.next = next.clone();
    }

    /** @throws IllegalArgumentException if the text was not made by {@link #text} */
    static Position parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("too long");
        }
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        int end = bytes.length - CHECK;
        if (end < 1
                || bytes[0] != VERSION
                || check(bytes, end) != ((bytes[end] & 0xff) << 8 | (bytes[end + 1] & 0xff))) {
            throw new IllegalArgumentException("no id of an event");
        }
        long[] offsets = new long[end];
        int count = 0;
        for (int at = 1; at < end; count++) {
            int shift = 0;
            long value = 0;
            byte part;
            do {
                if (at == end || shift > 56) {
                    throw new IllegalArgumentException("no offset");
                }
                part = bytes[at++];
                value |= (long) (part & ~MORE & 0xff) << shift;
                shift += 7;
            } while ((part & MORE) != 0);
            offsets[count] = value;
        }
        return new Position(Arrays.copyOf(offsets, count));
    }

    /** As clients get it. */
    String text() {
        byte[] bytes = new byte[1 + next.length * 9 + CHECK];
        bytes[0] = VERSION;
        int at = 1;
        for (long offset : next) {
            long left = offset;
            while (left >= MORE) {
                bytes[at++] = (byte) (left | MORE);
                left >>>= 7;
            }
            bytes[at++] = (byte) left;
        }
        int check = check(bytes, at);
        bytes[at++] = (byte) (check >> 8);
        bytes[at++] = (byte) check;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(at == bytes.length ? bytes : Arrays.copyOf(bytes, at));
    }

    /** The text, as it is sent. */
    byte[] bytes() {
        return text().getBytes(US_ASCII);
    }

    private static int check(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue() & 0xffff;
    }

    int partitions() {
        return next.length;
    }

    long next(int partition) {
        return next[partition];
    }

    /** Whether the event at this place comes before this. */
    boolean isPast(int partition, long offset) {
        return offset < next[partition];
    }

    /** Goes on to an offset; never back. */
    void advance(int partition, long to) {
        next[partition] = Math.max(next[partition], to);
    }

    /** Whether nothing between the floor and this is missing to somebody who has all from the floor on. */
    boolean isFrom(Position floor) {
        for (int p = 0; p < next.length; p++) {
            if (next[p] < floor.next[p]) {
                return false;
            }
        }
        return true;
    }

    /** How many offsets lie between this and a later place. */
    long distance(Position end) {
        long sum = 0;
        for (int p = 0; p < next.length; p++) {
            sum += Math.max(0, end.next[p] - next[p]);
        }
        return sum;
    }

    /** The earlier of both in each partition. */
    Position earlier(Position other) {
        Position earlier = copy();
        for (int p = 0; p < next.length; p++) {
            earlier.next[p] = Math.min(next[p], other.next[p]);
        }
        return earlier;
    }

    /** The later of both in each partition. */
    Position later(Position other) {
        Position later = copy();
        for (int p = 0; p < next.length; p++) {
            later.advance(p, other.next[p]);
        }
        return later;
    }

    /** The same for a topic that has got more partitions since. */
    Position over(int partitions) {
        return new Position(Arrays.copyOf(next, partitions));
    }

    Position copy() {
        return new Position(next);
    }

    @Override
    public String toString() {
        return "Position" + Arrays.toString(next);
    }
}
