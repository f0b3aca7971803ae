package dev.headrace.bench.shape;

import dev.headrace.bench.Words;
import dev.headrace.bench.probe.Use;

/**
 * One measurement.
 *
 * @param tasks how many tasks the figures are divided by
 * @param rate tasks per second
 * @param p50 milliseconds; for W1 and W2 of the calls, for W3 and W4 from the submit call to the handler
 * @param refused calls and outcomes that were not accepted
 * @param use what everything together used meanwhile
 */
public record Sample(
        Shape shape, long tasks, double rate, double p50, double p95, double p99, double max, long refused, Use use) {

    static Sample of(Shape shape, long tasks, long nanos, Words times, long refused, Use use) {
        return new Sample(
                shape,
                tasks,
                tasks * 1e9 / nanos,
                ms(times, "p50"),
                ms(times, "p95"),
                ms(times, "p99"),
                ms(times, "max"),
                refused,
                use);
    }

    private static double ms(Words times, String name) {
        return times.number(name) / 1e6;
    }

    /** Processor time of one process for each task, in microseconds. */
    public double cpuMicros(String process) {
        return use.cpuMs().getOrDefault(process, 0L) * 1_000.0 / tasks;
    }

    public double walPerTask() {
        return (double) use.walBytes() / tasks;
    }

    public double commitsPerTask() {
        return (double) use.commits() / tasks;
    }
}
