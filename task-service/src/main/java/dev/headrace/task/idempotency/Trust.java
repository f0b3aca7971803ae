package dev.headrace.task.idempotency;

import java.time.Duration;

/**
 * Whether something that helps is worth asking now. After a failure it is left alone for a while, twice as long after each
 * further one. Times are {@link System#nanoTime}.
 */
final class Trust {
    private static final int LONGEST = 40;
    /** One late answer on a busy machine is not worth a line in the log. */
    private static final int NEWS = 3;

    private final long firstRestNanos;
    private long restNanos;
    private long until;
    private int failures;

    Trust(Duration firstRest) {
        this.firstRestNanos = firstRest.toNanos();
        this.restNanos = firstRestNanos;
    }

    synchronized boolean holds(long now) {
        return failures == 0 || now - until >= 0;
    }

    /** It failed; says whether that is news: for the third time in a row. Calls that fail together count once. */
    synchronized boolean lost(long now) {
        if (!holds(now)) {
            return false;
        }
        failures++;
        until = now + restNanos;
        restNanos = Math.min(restNanos * 2, firstRestNanos * LONGEST);
        return failures == NEWS;
    }

    /** It answered; says whether that is news after what was told. */
    synchronized boolean regained() {
        boolean news = failures >= NEWS;
        failures = 0;
        restNanos = firstRestNanos;
        return news;
    }
}
