package dev.headrace.task.share;

import org.jspecify.annotations.Nullable;

/**
 * How much room one key of a limit has: leases at a time, and units in a time.
 *
 * <p>The rate is the generic cell rate algorithm (ITU-T I.371): a unit costs {@code perMs / units} milliseconds, and what was
 * taken may be paid for up to {@code burst} units ahead of now. A task that costs more than the burst counts as
 * the whole burst, or it would never be leased.
 */
public final class Meter {
    private final @Nullable Integer maxRunning;
    private final @Nullable Rate rate;
    private long running;
    private double aheadMs;
    private boolean charged;

    /** So many units in so many milliseconds, and so many at once. */
    public record Rate(int units, long perMs, int burst) {
        double msOf(int cost) {
            return Math.min(cost, burst) * (perMs / (double) units);
        }
    }

    /**
     * @param running leases in force
     * @param aheadMs how long what was taken is paid for, in milliseconds from now
     */
    public Meter(@Nullable Integer maxRunning, @Nullable Rate rate, long running, double aheadMs) {
        this.maxRunning = maxRunning;
        this.rate = rate;
        this.running = running;
        this.aheadMs = Math.max(0, aheadMs);
    }

    boolean isFull() {
        return maxRunning != null && running >= maxRunning;
    }

    /** Milliseconds until the rate has room for a task; 0 if it has. */
    double waitMs(int cost) {
        return rate == null ? 0 : Math.max(0, aheadMs + rate.msOf(cost) - rate.msOf(rate.burst()));
    }

    boolean admits(int cost) {
        return !isFull() && waitMs(cost) <= 0;
    }

    void take(int cost) {
        running++;
        if (rate != null) {
            aheadMs += rate.msOf(cost);
            charged = true;
        }
    }

    /** Gives back what a task took that was not leased after all. */
    void giveBack(int cost) {
        running--;
        if (rate != null) {
            aheadMs = Math.max(0, aheadMs - rate.msOf(cost));
        }
    }

    /** Whether its rate was charged, so that it must be written. */
    public boolean isCharged() {
        return charged;
    }

    public double aheadMs() {
        return aheadMs;
    }

    /** Milliseconds until there is room for one unit. */
    public double opensInMs() {
        return waitMs(1);
    }
}
