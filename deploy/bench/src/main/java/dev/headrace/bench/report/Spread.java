package dev.headrace.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** A figure of several runs. */
public record Spread(double median, double min, double max) {

    public static Spread of(DoubleStream values) {
        List<Double> sorted = values.sorted().boxed().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.getFirst(), sorted.getLast());
    }

    /** {@code median (min–max)}. */
    public String text(int decimals) {
        return number(median, decimals) + " (" + number(min, decimals) + "–" + number(max, decimals) + ")";
    }

    public static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
