package dev.headrace.bench.wire;

import java.nio.ByteBuffer;

/** Finds the frames of a WebSocket in what comes from a server: unmasked, and each a whole message. */
public final class Frames {
    public static final int TEXT = 1;
    public static final int CLOSE = 8;
    public static final int PING = 9;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer rest = NOTHING;

    /** Gets one frame; the bytes are its own only during the call. */
    @FunctionalInterface
    public interface Listener {
        void frame(int kind, byte[] bytes, int from, int length);
    }

    /** Takes what has arrived, from its position to its limit. */
    public void arrived(ByteBuffer bytes, Listener listener) {
        ByteBuffer all = bytes;
        if (rest.hasRemaining()) {
            all = ByteBuffer.allocate(rest.remaining() + bytes.remaining())
                    .put(rest)
                    .put(bytes);
            all.flip();
        }
        while (one(all, listener)) {
            // The next one.
        }
        rest = all.hasRemaining()
                ? ByteBuffer.allocate(all.remaining()).put(all).flip()
                : NOTHING;
    }

    private static boolean one(ByteBuffer all, Listener listener) {
        int at = all.position();
        if (all.remaining() < 2) {
            return false;
        }
        int kind = all.get(at) & 0x0f;
        int length = all.get(at + 1) & 0x7f;
        int head = length == 126 ? 4 : length == 127 ? 10 : 2;
        if (all.remaining() < head) {
            return false;
        }
        if (length == 126) {
            length = all.getShort(at + 2) & 0xffff;
        } else if (length == 127) {
            length = Math.toIntExact(all.getLong(at + 2));
        }
        if (all.remaining() < head + length) {
            return false;
        }
        listener.frame(kind, all.array(), all.arrayOffset() + at + head, length);
        all.position(at + head + length);
        return true;
    }

    /** A frame without data as a client sends it. */
    public static byte[] empty(int kind) {
        return new byte[] {(byte) (0x80 | kind), (byte) 0x80, 0, 0, 0, 0};
    }
}
