package dev.headrace.bench.pair;

import dev.headrace.bench.report.Machine;
import dev.headrace.bench.report.Spread;
import dev.headrace.bench.report.Table;
import dev.headrace.bench.shape.Sample;
import dev.headrace.bench.shape.Shape;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The outcome of a pair.
 *
 * @param ours samples of this suite, in order
 * @param theirs of the other, sample by sample beside them
 */
public record PairReport(List<Sample> ours, List<Sample> theirs) {
    private static final List<String> HOT = List.of("task-service", "gateway-service", "postgres");

    public PairReport {
        ours = List.copyOf(ours);
        theirs = List.copyOf(theirs);
    }

    /** As Markdown. */
    public String markdown(String date, String commit, Machine machine) {
        return """
            # %s: commit %s beside another

            %s. Both suites run at once, only one has load at a time, turn by turn;
            who is first changes. Median of %d rounds (least–most) after the warm-up. The ratios are of this to the other
            in one round; processor time is that of task-service, gateway and PostgreSQL for each task.

            %s\
            """.formatted(date, commit, machine.inWords(), of(ours, Shape.W1).size(), table());
    }

    /** Rates, and processor time of a task in task-service, gateway and PostgreSQL, as a Markdown table. */
    private String table() {
        Table table = new Table(
                List.of("shape", "this, /s", "other, /s", "ratio in a round", "this, µs", "other, µs", "ratio"));
        for (Shape shape : Shape.values()) {
            List<Sample> mine = of(ours, shape);
            List<Sample> other = of(theirs, shape);
            if (!mine.isEmpty()) {
                table.add(row(shape, mine, other));
            }
        }
        return table.toString();
    }

    private static List<String> row(Shape shape, List<Sample> mine, List<Sample> other) {
        return List.of(
                shape + " " + shape.title(),
                spread(mine, Sample::rate).text(0),
                spread(other, Sample::rate).text(0),
                ratio(mine, other, Sample::rate),
                Spread.number(spread(mine, PairReport::micros).median(), 1),
                Spread.number(spread(other, PairReport::micros).median(), 1),
                ratio(mine, other, PairReport::micros));
    }

    private static String ratio(List<Sample> mine, List<Sample> other, ToDoubleFunction<Sample> figure) {
        return Spread.of(IntStream.range(0, mine.size())
                        .mapToDouble(i -> figure.applyAsDouble(mine.get(i)) / figure.applyAsDouble(other.get(i))))
                .text(2);
    }

    private static double micros(Sample sample) {
        return HOT.stream().mapToDouble(sample::cpuMicros).sum();
    }

    private static Spread spread(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return Spread.of(samples.stream().mapToDouble(figure));
    }

    private static List<Sample> of(List<Sample> samples, Shape shape) {
        return samples.stream().filter(sample -> sample.shape() == shape).toList();
    }
}
