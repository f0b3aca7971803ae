package dev.headrace.bench.probe;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits until a suite has come to rest: what a shape left behind (consumers that still read its events, tables that are
 * still vacuumed) is no part of the next one.
 */
public final class Rest {
    private static final int LOOK_MS = 500;
    private static final int LOOKS = 60;
    private static final double OF_A_CORE = 0.15;

    private Rest() {}

    /** Until all processes together use less than a seventh of a core for half a second; 30 s at most. */
    public static void await(Processes processes) {
        long before = used(processes);
        for (int look = 0; look < LOOKS; look++) {
            pause(LOOK_MS);
            long now = used(processes);
            if (now - before < OF_A_CORE * LOOK_MS) {
                return;
            }
            before = now;
        }
    }

    private static long used(Processes processes) {
        Map<String, Long> cpuMs = processes.cpuMs();
        return cpuMs.entrySet().stream()
                .filter(process -> !process.getKey().equals(Processes.OTHERS))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Nothing tells when a process will be at rest, so time itself is waited for. */
    private static void pause(long millis) {
        try {
            boolean never = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
            assert !never;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
