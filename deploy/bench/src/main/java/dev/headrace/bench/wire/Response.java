package dev.headrace.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/** An HTTP/1.1 answer as it arrives; its memory is used again for the next one. Understands lengths and chunks. */
public final class Response {
    private static final int ROOM = 8 * 1024;

    private ByteBuffer buffer = ByteBuffer.allocate(4 * 1024);
    private int scanned;
    private int from;
    private int to;
    private int status;
    private int length;
    private int chunk;

    void clear() {
        buffer.clear();
        scanned = 0;
        from = 0;
    }

    ByteBuffer space() {
        if (buffer.remaining() < ROOM) {
            buffer.flip();
            buffer = ByteBuffer.allocate(buffer.capacity() * 2).put(buffer);
        }
        return buffer;
    }

    /** Whether all of it is here. */
    boolean complete() {
        if (from == 0 && !head()) {
            return false;
        }
        if (length >= 0) {
            to = from + length;
            return buffer.position() >= to;
        }
        return chunks();
    }

    private boolean head() {
        byte[] bytes = buffer.array();
        int end = buffer.position() - 3;
        for (; scanned < end; scanned++) {
            if (bytes[scanned] == '\r' && bytes[scanned + 2] == '\r' && bytes[scanned + 3] == '\n') {
                read(new String(bytes, 0, scanned, US_ASCII).toLowerCase(Locale.ROOT));
                from = scanned + 4;
                to = from;
                chunk = from;
                return true;
            }
        }
        return false;
    }

    private void read(String head) {
        status = Integer.parseInt(head.substring(9, 12));
        int at = head.indexOf("\r\ncontent-length:");
        if (at < 0) {
            length = -1;
            return;
        }
        int end = head.indexOf('\r', at + 2);
        length = Integer.parseInt(
                head.substring(at + 17, end < 0 ? head.length() : end).strip());
    }

    /** Moves the data of each chunk that is here to the end of the body. */
    private boolean chunks() {
        byte[] bytes = buffer.array();
        while (true) {
            int line = chunk;
            while (line < buffer.position() && bytes[line] != '\n') {
                line++;
            }
            if (line >= buffer.position()) {
                return false;
            }
            int size = Integer.parseInt(new String(bytes, chunk, line - chunk - 1, US_ASCII), 16);
            int next = line + 1 + size + 2;
            if (buffer.position() < next) {
                return false;
            }
            System.arraycopy(bytes, line + 1, bytes, to, size);
            to += size;
            chunk = next;
            if (size == 0) {
                return true;
            }
        }
    }

    public int status() {
        return status;
    }

    /** A reader at the start of the body. */
    public Json json() {
        return new Json(buffer.array(), from, to);
    }

    /** The body as text, for messages. */
    public String text() {
        return new String(Arrays.copyOfRange(buffer.array(), from, to), UTF_8);
    }
}
