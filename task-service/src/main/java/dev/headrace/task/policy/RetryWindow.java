package dev.headrace.task.policy;

import java.util.BitSet;

/** How the latest 200 retries went. */
final class RetryWindow {
    private static final int SIZE = 200;

    private final BitSet succeeded = new BitSet(SIZE);
    private int next;
    private int seen;

    synchronized void add(boolean success) {
        succeeded.set(next, success);
        next = (next + 1) % SIZE;
        seen = Math.min(seen + 1, SIZE);
    }

    /** 0 to 1; not a number before the first. */
    synchronized double ratio() {
        return seen == 0 ? Double.NaN : (double) succeeded.cardinality() / seen;
    }

    synchronized boolean isLow() {
        return seen >= Advice.ENOUGH && ratio() < Advice.LOW;
    }
}
