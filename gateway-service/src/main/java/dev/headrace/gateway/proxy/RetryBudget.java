package dev.headrace.gateway.proxy;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests may be sent a second time: one for every ten first ones, and a few that are always saved up. When a
 * whole service breaks off, repeating everything would double its load when it can bear it least.
 */
final class RetryBudget {
    private static final int PRICE = 10;
    private static final int MOST = 100 * PRICE;

    private final AtomicInteger saved = new AtomicInteger(10 * PRICE);

    /** A first attempt saves a tenth of a second one. */
    void earn() {
        int now = saved.get();
        if (now < MOST) {
            saved.compareAndSet(now, now + 1);
        }
    }

    /** Whether a second attempt may be made. */
    boolean spend() {
        int now = saved.get();
        while (now >= PRICE) {
            if (saved.compareAndSet(now, now - PRICE)) {
                return true;
            }
            now = saved.get();
        }
        return false;
    }

    int left() {
        return saved.get() / PRICE;
    }
}
