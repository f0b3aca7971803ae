package dev.headrace.task.idempotency;

import java.util.Arrays;

/** Counts of the last hour, minute by minute. Times are {@link System#nanoTime}. */
final class LastHour {
    private static final int MINUTES = 60;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final long[] all = new long[MINUTES];
    private final long[] hits = new long[MINUTES];
    private final long begin = System.nanoTime();
    private long minute;

    synchronized void count(long now, boolean hit) {
        turn(now);
        int at = (int) (minute % MINUTES);
        all[at]++;
        hits[at] += hit ? 1 : 0;
    }

    /** Share of the hits, in percent; 0 if nothing was counted. */
    synchronized double hitRatePercent(long now) {
        turn(now);
        long total = Arrays.stream(all).sum();
        return total == 0 ? 0 : 100.0 * Arrays.stream(hits).sum() / total;
    }

    private void turn(long now) {
        long present = Math.max(minute, (now - begin) / MINUTE_NANOS);
        for (long m = Math.max(minute + 1, present - MINUTES + 1); m <= present; m++) {
            all[(int) (m % MINUTES)] = 0;
            hits[(int) (m % MINUTES)] = 0;
        }
        minute = present;
    }
}
