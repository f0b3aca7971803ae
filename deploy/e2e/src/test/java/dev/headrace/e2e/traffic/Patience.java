package dev.headrace.e2e.traffic;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The pause of a client before it tries again; ends at once when the client is told to stop. */
final class Patience {
    private static final long FIRST_MS = 20;
    private static final long LONGEST_MS = 500;

    private final CountDownLatch stopped;
    private long next = FIRST_MS;

    Patience(CountDownLatch stopped) {
        this.stopped = stopped;
    }

    void reset() {
        next = FIRST_MS;
    }

    void pause() {
        try {
            if (stopped.await(next, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        next = Math.min(LONGEST_MS, next * 2);
    }
}
