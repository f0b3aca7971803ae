package dev.headrace.bench.load;

import java.util.function.LongConsumer;

/** The moments at which calls are due. Used by one thread. */
final class Clock {
    private final long first;
    private final long period;
    private final long calls;
    private long next;

    /**
     * @param first nanoseconds of the monotonic clock
     * @param period nanoseconds
     */
    Clock(long first, long period, long calls) {
        this.first = first;
        this.period = period;
        this.calls = calls;
    }

    /** Tells every moment that has come and was not told yet. */
    void due(LongConsumer call) {
        long now = System.nanoTime();
        for (long moment = first + next * period; next < calls && moment <= now; moment += period) {
            next++;
            call.accept(moment);
        }
    }
}
