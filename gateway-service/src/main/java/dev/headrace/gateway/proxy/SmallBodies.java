package dev.headrace.gateway.proxy;

import java.util.concurrent.atomic.AtomicLong;

/** How much memory small bodies take that are read before they are sent on. When there is no room a body flows instead. */
final class SmallBodies {
    private static final int SMALL = 64 * 1024;
    private static final long ALL = 32L << 20;

    private final AtomicLong bytes = new AtomicLong();

    /**
     * Takes room for a body.
     *
     * @return false if it is not small, or there is no room; if true it has to be given back
     */
    boolean take(long length) {
        if (length < 0 || length > SMALL) {
            return false;
        }
        if (bytes.addAndGet(length) > ALL) {
            bytes.addAndGet(-length);
            return false;
        }
        return true;
    }

    void giveBack(long length) {
        bytes.addAndGet(-length);
    }
}
