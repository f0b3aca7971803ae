package dev.headrace.gateway.wire;

/**
 * Follows the frames of an HTTP/2 connection as far as to know whether a request's headers have begun and not ended, and
 * whether the client has taken our settings (RFC 9113, 4.1, 6.5.3 and 6.10). What is in the frames is the decoder's business.
 */
final class Frames {
    /** The decoder bounds their bytes, not their number. */
    private static final int MOST_CONTINUATIONS = 16;
    /** The codec applies the bound on streams when the client has acknowledged it, and never to one that does not. */
    private static final int MOST_UNACKNOWLEDGED = 128;

    private static final int HEAD = 9;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int CONTINUATION = 9;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;

    private final byte[] head = new byte[HEAD];
    private int filled;
    private int skip;
    private boolean open;
    private boolean acknowledged;
    private int continuations;
    private long blocks;

    /** @param skip bytes that come before the first frame */
    Frames(int skip) {
        this.skip = skip;
    }

    /** Whether headers have begun and not ended. */
    boolean isInHead() {
        return open;
    }

    /** How many headers have begun. */
    long blocks() {
        return blocks;
    }

    /** Whether headers come in more parts than any client needs, or more requests than one may send that knows no bound yet. */
    boolean isFlood() {
        return continuations > MOST_CONTINUATIONS || (!acknowledged && blocks > MOST_UNACKNOWLEDGED);
    }

    void read(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && !isFlood()) {
            if (skip > 0) {
                int some = Math.min(skip, to - i);
                skip -= some;
                i += some;
            } else {
                head[filled++] = bytes[i++];
                if (filled == HEAD) {
                    filled = 0;
                    frame();
                }
            }
        }
    }

    private void frame() {
        skip = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff);
        int type = head[3];
        if (type == HEADERS) {
            blocks++;
            continuations = 0;
        } else if (type == CONTINUATION) {
            continuations++;
        } else {
            acknowledged |= type == SETTINGS && (head[4] & ACK) != 0;
            return;
        }
        open = (head[4] & END_HEADERS) == 0;
    }
}
