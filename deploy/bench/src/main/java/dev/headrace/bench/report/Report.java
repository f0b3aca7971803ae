package dev.headrace.bench.report;

import dev.headrace.bench.probe.Processes;
import dev.headrace.bench.shape.Sample;
import dev.headrace.bench.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * The outcome of a benchmark.
 *
 * @param date day of the measurement
 * @param settings of PostgreSQL and of the load
 * @param samples of every measured round
 * @param figures of the rows that are no rate
 * @param deadRows dead row versions in the task database at the end
 */
public record Report(
        String date,
        String commit,
        Machine machine,
        Map<String, String> settings,
        List<Sample> samples,
        List<Figure> figures,
        long deadRows) {

    public Report {
        settings = Map.copyOf(settings);
        samples = List.copyOf(samples);
        figures = List.copyOf(figures);
    }

    /** As Markdown. */
    public String markdown() {
        return """
            # Benchmark of %s, commit %s

            %s. Load, worker, services and engines share them.
            No-op tasks with a payload of 200 bytes, through the gateway with an API key, events on, commits durable.
            Median of %d rounds (least–most), after a warm-up round. Times in milliseconds: of the submit call for W2,
            from when the submit call was due to the worker's handler for W3 and W4.

            ## Rates and times

            %s
            ## Cost of a task

            Processor time in microseconds by process, write-ahead log in bytes, transactions that wrote. "others" is
            what the rest of the machine used meanwhile: figures with much of it are worth little.

            %s
            ## Other rows

            %s
            ## Memory

            Proportional resident memory in MiB after the last shape. Dead rows in the task database: %,d.

            %s
            ## Settings

            %s\
            """.formatted(
                        date,
                        commit,
                        machine.inWords(),
                        of(measured().getFirst()).size(),
                        rates(),
                        costs(),
                        figureTable(),
                        deadRows,
                        memory(),
                        settingTable());
    }

    private Table rates() {
        Table table = new Table(List.of("shape", "per second", "p50", "p95", "p99", "most", "refused"));
        for (Shape shape : measured()) {
            table.add(List.of(
                    shape + " " + shape.title(),
                    spread(shape, Sample::rate).text(0),
                    time(shape, Sample::p50, 1),
                    time(shape, Sample::p95, 1),
                    time(shape, Sample::p99, 1),
                    time(shape, Sample::max, 0),
                    spread(shape, Sample::refused).text(0)));
        }
        return table;
    }

    /** A time; a burn-down has none, since its tasks do not say when they were submitted. */
    private String time(Shape shape, ToDoubleFunction<Sample> figure, int decimals) {
        return shape == Shape.W1 ? "" : spread(shape, figure).text(decimals);
    }

    private Table costs() {
        List<String> heads = new ArrayList<>(List.of("shape"));
        heads.addAll(processes());
        heads.addAll(List.of("all", Processes.OTHERS, "WAL", "commits"));
        Table table = new Table(heads);
        for (Shape shape : measured()) {
            List<String> cells = new ArrayList<>(List.of(shape.name()));
            double all = 0;
            for (String process : processes()) {
                double micros =
                        spread(shape, sample -> sample.cpuMicros(process)).median();
                all += micros;
                cells.add(Spread.number(micros, 0));
            }
            cells.add(Spread.number(all, 0));
            cells.add(Spread.number(
                    spread(shape, sample -> sample.cpuMicros(Processes.OTHERS)).median(), 0));
            cells.add(Spread.number(spread(shape, Sample::walPerTask).median(), 0));
            cells.add(Spread.number(spread(shape, Sample::commitsPerTask).median(), 3));
            table.add(cells);
        }
        return table;
    }

    private Table figureTable() {
        Table table = new Table(List.of("row", "figure", "goal"));
        figures.forEach(figure -> table.add(List.of(figure.row(), figure.value(), figure.goal())));
        return table;
    }

    private Table memory() {
        Table table = new Table(List.of("process", "MiB"));
        long sum = 0;
        Map<String, Long> last = samples.getLast().use().memoryKb();
        for (String process : processes()) {
            long kb = last.getOrDefault(process, 0L);
            sum += kb;
            table.add(List.of(process, Spread.number(kb / 1024.0, 0)));
        }
        table.add(List.of("all", Spread.number(sum / 1024.0, 0)));
        return table;
    }

    private Table settingTable() {
        Table table = new Table(List.of("setting", "value"));
        settings.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(setting -> table.add(List.of(setting.getKey(), setting.getValue())));
        return table;
    }

    private TreeSet<String> processes() {
        return new TreeSet<>(samples.getLast().use().memoryKb().keySet());
    }

    private Spread spread(Shape shape, ToDoubleFunction<Sample> figure) {
        return Spread.of(of(shape).stream().mapToDouble(figure));
    }

    private List<Shape> measured() {
        return Arrays.stream(Shape.values())
                .filter(shape -> !of(shape).isEmpty())
                .toList();
    }

    private List<Sample> of(Shape shape) {
        return samples.stream().filter(sample -> sample.shape() == shape).toList();
    }
}
