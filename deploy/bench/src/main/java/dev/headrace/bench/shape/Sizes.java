package dev.headrace.bench.shape;

import java.util.Map;

/**
 * How much of everything.
 *
 * @param backlogCalls bulk calls of 1,000 that make the backlog of the burn-down
 * @param singlesMs time of the one-by-one submits, in milliseconds
 * @param pacedMs time of the open loop, in milliseconds
 * @param bothMs time of submitting and draining together, in milliseconds
 */
public record Sizes(int backlogCalls, int singlesMs, int pacedMs, int bothMs) {
    public static final Sizes MEASURED = new Sizes(50, 8_000, 15_000, 20_000);
    /** Long enough for the compilers: the processor time of a task falls tenfold over the first 30,000. */
    public static final Sizes WARM_UP = new Sizes(30, 30_000, 5_000, 20_000);
    /** Only shows that everything works. */
    public static final Sizes TINY = new Sizes(2, 500, 500, 1_000);

    static final int BULK = 1_000;
    static final int BULK_CONNECTIONS = 4;
    static final int PRODUCERS = 16;
    static final int RATE = 200;
    static final int WORKER_CONNECTIONS = 4;
    static final int WORKER_MAX = 500;
    static final int WAITING_CONNECTIONS = 8;
    static final int WAITING_MAX = 50;

    /** As this, with another time of submitting and draining together. */
    public Sizes both(int millis) {
        return new Sizes(backlogCalls, singlesMs, pacedMs, millis);
    }

    /** What the report says of the load. */
    public Map<String, String> settings() {
        return Map.of(
                "load: backlog, calls of 1,000 from 4 connections",
                Integer.toString(backlogCalls),
                "load: one by one, ms",
                Integer.toString(singlesMs),
                "load: open loop, ms",
                Integer.toString(pacedMs),
                "load: submit and drain, ms",
                Integer.toString(bothMs),
                "worker: connections × most tasks a call",
                WORKER_CONNECTIONS + " × " + WORKER_MAX + "; open loop " + WAITING_CONNECTIONS + " × " + WAITING_MAX);
    }
}
