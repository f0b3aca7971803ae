package dev.headrace.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.headrace.bench.load.Generator;
import dev.headrace.bench.pair.Beside;
import dev.headrace.bench.pair.Pair;
import dev.headrace.bench.pair.PairReport;
import dev.headrace.bench.pair.Side;
import dev.headrace.bench.probe.Database;
import dev.headrace.bench.probe.Probe;
import dev.headrace.bench.probe.Processes;
import dev.headrace.bench.report.Figure;
import dev.headrace.bench.report.Machine;
import dev.headrace.bench.report.Report;
import dev.headrace.bench.row.Row;
import dev.headrace.bench.row.Rows;
import dev.headrace.bench.row.Waiting;
import dev.headrace.bench.shape.Child;
import dev.headrace.bench.shape.Round;
import dev.headrace.bench.shape.Sample;
import dev.headrace.bench.shape.Sizes;
import dev.headrace.bench.work.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The program behind {@code make bench}. */
public final class Bench {
    private final Options options;

    private Bench(Options options) {
        this.options = options;
    }

    public static void main(String[] words) throws IOException, SQLException {
        Options options;
        try {
            options = Options.parse(words);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        new Bench(options).run();
        System.exit(0);
    }

    private void run() throws IOException, SQLException {
        Path data = Files.createTempDirectory("headrace-bench");
        try (Target target = Target.of(options, data)) {
            if (options.beside().isPresent()) {
                compare(target, options.beside().get());
            } else {
                Report report = measure(target);
                System.out.println(report.markdown());
                write(report);
            }
        } finally {
            delete(data);
        }
    }

    private void compare(Target target, Beside beside) throws IOException, SQLException {
        try (Side ours = new Side(target.url(), target.key(), target.processes(), database(target))) {
            PairReport report = Pair.measure(ours, beside, options.runs());
            String text = report.markdown(today(), Machine.commit(), Machine.here());
            System.out.println(text);
            Files.createDirectories(options.results());
            Files.writeString(options.results().resolve(today() + "-" + Machine.commit() + "-pair.md"), text);
        }
    }

    private Report measure(Target target) throws IOException, SQLException {
        try (Child generator = Child.start(Generator.class, target.url(), target.key());
                Child worker = Child.start(Worker.class, target.url(), target.key())) {
            Map<String, Long> processes = new LinkedHashMap<>(target.processes());
            processes.put("generator", generator.pid());
            processes.put("worker", worker.pid());
            Optional<Database> database = database(target);
            Probe probe = new Probe(new Processes(processes), database);
            List<Sample> samples = new ArrayList<>();
            Sizes warmUp = options.sizes().equals(Sizes.MEASURED) ? Sizes.WARM_UP : options.sizes();
            progress("warm-up", new Round(generator, worker, probe, warmUp, "warm-up").run());
            for (int run = 1; run <= options.runs(); run++) {
                Round measured = new Round(generator, worker, probe, options.sizes(), "run-" + run);
                List<Sample> round = measured.run();
                if (options.rows().contains(Row.W3S)) {
                    round = measured.stream();
                }
                progress("run " + run, round);
                samples.addAll(round);
            }
            Waiting waiting = new Waiting(target.url(), target.key(), target.inside(), probe);
            Rows rows = new Rows(
                    new Rows.Place(generator, worker, probe, waiting, target.suite()),
                    options.sizes(),
                    options.extent(),
                    samples);
            Report report = report(probe, samples, rows.measure(options.rows()));
            if (database.isPresent()) {
                database.get().close();
            }
            return report;
        }
    }

    private Report report(Probe probe, List<Sample> samples, List<Figure> figures) throws IOException, SQLException {
        Map<String, String> settings = new LinkedHashMap<>(probe.settings());
        settings.putAll(options.sizes().settings());
        settings.put("processes of task-service", Integer.toString(options.replicas()));
        return new Report(today(), Machine.commit(), Machine.here(), settings, samples, figures, probe.deadRows());
    }

    private static String today() {
        return LocalDate.now(ZoneOffset.UTC).toString();
    }

    private static Optional<Database> database(Target target) throws SQLException {
        return target.postgres().isPresent()
                ? Optional.of(new Database(target.postgres().get()))
                : Optional.empty();
    }

    private static void progress(String name, List<Sample> samples) {
        StringBuilder line = new StringBuilder(name + ":");
        for (Sample sample : samples) {
            line.append(String.format(
                    java.util.Locale.ROOT, "  %s %,.0f/s p99 %.1f ms", sample.shape(), sample.rate(), sample.p99()));
        }
        System.err.println(line);
    }

    private void write(Report report) throws IOException {
        Files.createDirectories(options.results());
        String name = report.date() + "-" + report.commit();
        Files.writeString(options.results().resolve(name + ".md"), report.markdown());
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(options.results().resolve(name + ".json").toFile(), report);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
