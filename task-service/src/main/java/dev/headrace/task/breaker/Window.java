package dev.headrace.task.breaker;

/**
 * Counts what ended in the last while, in ten slices: what is older than the window never counts, what is younger than nine
 * tenths of it always. Times are nanoseconds of {@link System#nanoTime}. For many threads.
 */
final class Window {
    static final int SLICES = 10;

    private final long sliceNanos;
    private final long[] failures = new long[SLICES];
    private final long[] attempts = new long[SLICES];
    private long newest;

    /** Failures among attempts. */
    record Counts(long failures, long attempts) {
        static final Counts NONE = new Counts(0, 0);

        Counts plus(Counts other) {
            return new Counts(failures + other.failures, attempts + other.attempts);
        }
    }

    Window(long windowNanos, long nowNanos) {
        this.sliceNanos = Math.max(1, windowNanos / SLICES);
        this.newest = Math.floorDiv(nowNanos, sliceNanos);
    }

    boolean isOf(long windowNanos) {
        return sliceNanos == Math.max(1, windowNanos / SLICES);
    }

    synchronized void add(long nowNanos, boolean failed) {
        int slice = slide(nowNanos);
        attempts[slice]++;
        if (failed) {
            failures[slice]++;
        }
    }

    synchronized Counts counts(long nowNanos) {
        slide(nowNanos);
        long failed = 0;
        long all = 0;
        for (int i = 0; i < SLICES; i++) {
            failed += failures[i];
            all += attempts[i];
        }
        return new Counts(failed, all);
    }

    /** Forgets the slices that time has passed; a clock that was read before another thread's counts into the newest one. */
    private int slide(long nowNanos) {
        long now = Math.floorDiv(nowNanos, sliceNanos);
        for (long next = Math.max(newest + 1, now - SLICES + 1); next <= now; next++) {
            int slice = Math.floorMod(next, SLICES);
            failures[slice] = 0;
            attempts[slice] = 0;
        }
        newest = Math.max(newest, now);
        return Math.floorMod(newest, SLICES);
    }
}
