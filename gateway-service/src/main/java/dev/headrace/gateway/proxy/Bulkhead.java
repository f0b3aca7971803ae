package dev.headrace.gateway.proxy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many requests are with a service or wait for a connection to it. Who would wait too long is told so at once, by how
 * long requests took of late: a place in a queue that is given up later helps nobody.
 */
final class Bulkhead {
    private static final int WEIGHT = 32;

    private final int waiting;
    private final long patienceNanos;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong meanNanos = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /**
     * An empty one.
     *
     * @param waiting requests that may wait besides
     * @param patienceNanos longest that they should
     */
    Bulkhead(int waiting, long patienceNanos) {
        this.waiting = waiting;
        this.patienceNanos = patienceNanos;
    }

    /** So many more requests can be with the service at a time. */
    void widen(int more) {
        connections.addAndGet(more);
    }

    /** Whether one more may come; if so it has to {@link #leave}. */
    boolean enter() {
        int before = underWay.getAndIncrement();
        int places = Math.max(1, connections.get());
        long ahead = before - (long) places;
        if (ahead >= waiting || (ahead > 0 && ahead * meanNanos.get() / places > patienceNanos)) {
            underWay.decrementAndGet();
            refused.incrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        underWay.decrementAndGet();
    }

    /** How long one was with the service: what others wait is judged by the mean of about the last 32. */
    void took(long nanos) {
        long mean = meanNanos.get();
        meanNanos.set(mean == 0 ? nanos : mean + (nanos - mean) / WEIGHT);
    }

    int underWay() {
        return underWay.get();
    }

    int limit() {
        return connections.get() + waiting;
    }

    long refused() {
        return refused.get();
    }

    long meanMicros() {
        return meanNanos.get() / 1_000;
    }
}
