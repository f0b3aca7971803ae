package dev.headrace.bench.row;

import dev.headrace.bench.report.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Takes the time of one call after the other, by a caller that is warm, of a suite that is warm and has come to rest: what earlier
 * calls left behind (consumers that read their events, tables that are vacuumed) is no part of it.
 */
final class Timed {
    static final int TIMES = 200;
    private static final int WARM_UP = 250;

    private final Runnable rest;
    private final List<Figure> figures = new ArrayList<>();

    /** @param rest waits until the suite has come to rest */
    Timed(Runnable rest) {
        this.rest = rest;
    }

    /** One thing that is done over and over. What it returns as a {@link Long} is its time in nanoseconds. */
    interface Step {
        /** @param n from 0 to 449, each once */
        Object run(int n) throws IOException;
    }

    /** Adds a figure of 200 runs, after 250 that do not count. */
    void measure(String row, String goal, Step step) throws IOException {
        Histogram times = new Histogram(3);
        for (int n = 0; n < WARM_UP + TIMES; n++) {
            if (n == WARM_UP) {
                rest.run();
            }
            long begun = System.nanoTime();
            Object result = step.run(n);
            long took = result instanceof Long nanos ? nanos : System.nanoTime() - begun;
            if (n >= WARM_UP) {
                times.recordValue(took);
            }
        }
        String value = String.format(
                Locale.ROOT,
                "p50 %.1f, p95 %.1f ms",
                times.getValueAtPercentile(50) / 1e6,
                times.getValueAtPercentile(95) / 1e6);
        System.err.println(row + ": " + value);
        figures.add(new Figure(row + ", through the gateway", value, goal));
    }

    void add(Figure figure) {
        figures.add(figure);
    }

    List<Figure> figures() {
        return List.copyOf(figures);
    }
}
