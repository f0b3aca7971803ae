package dev.headrace.bench.row;

import dev.headrace.bench.Words;
import dev.headrace.bench.probe.Database;
import dev.headrace.bench.probe.Probe;
import dev.headrace.bench.report.Figure;
import dev.headrace.bench.shape.Child;
import dev.headrace.bench.shape.Round;
import dev.headrace.bench.shape.Sample;
import dev.headrace.bench.shape.Shape;
import dev.headrace.bench.shape.Sizes;
import dev.headrace.local.launch.Suite;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Measures the chosen rows, one after the other, after the rounds. */
public final class Rows {
    private static final int DUE_IN_MS = 10_000;

    private final Place place;
    private final Sizes sizes;
    private final Extent extent;
    private final List<Sample> rounds;
    private final List<Figure> figures = new ArrayList<>();

    /**
     * What is measured, and with what.
     *
     * @param waiting the way of many waiting workers
     * @param suite if it is one of our own
     */
    public record Place(Child generator, Child worker, Probe probe, Waiting waiting, Optional<Suite> suite) {}

    /** @param rounds measured before, to compare with */
    public Rows(Place place, Sizes sizes, Extent extent, List<Sample> rounds) {
        this.place = place;
        this.sizes = sizes;
        this.extent = extent;
        this.rounds = List.copyOf(rounds);
    }

    public List<Figure> measure(Set<Row> chosen) throws IOException, SQLException {
        for (Row row : Row.values()) {
            if (chosen.contains(row)) {
                System.err.println("row " + row.name().toLowerCase(Locale.ROOT));
                switch (row) {
                    case W3S -> {
                        // Part of the rounds.
                    }
                    case IDLE -> figures.addAll(place.waiting().idle(extent.idleSeconds()));
                    case PARKED -> figures.addAll(place.waiting().parked(extent.parked()));
                    case DUE -> due();
                    case PINNED -> pinned();
                    case DEAD_LETTERS -> deadLetters();
                    case KEYS -> figures.addAll(new Keys(calls(), place.probe()::rest, place.suite()).measure());
                    case LIVE -> figures.addAll(live().measure(extent.listeners()));
                    case GATEWAY -> figures.addAll(BesideNginx.measure(place.suite(), extent.pairs()));
                    case FULL -> full();
                }
            }
        }
        return figures;
    }

    private Round round(String name, Sizes with) {
        return new Round(place.generator(), place.worker(), place.probe(), with, name);
    }

    private Calls calls() {
        return new Calls(place.waiting().url(), place.waiting().key());
    }

    private Live live() {
        Waiting at = place.waiting();
        return new Live(calls(), at.url(), at.key(), place.generator(), place.probe());
    }

    private void due() {
        Words done = round("due", sizes).due(extent.due(), DUE_IN_MS);
        String tasks = String.format(Locale.ROOT, "%,d tasks due in one moment", extent.due());
        Function<String, String> seconds = name -> number(done.number(name) / 1e9, 2) + " s";
        figures.add(new Figure(tasks + ": first start after it", seconds.apply("min"), ""));
        figures.add(new Figure(tasks + ": half of them have started after", seconds.apply("p50"), ""));
        figures.add(new Figure(tasks + ": last start after", seconds.apply("max"), "within seconds"));
    }

    private void pinned() throws SQLException {
        Database database = place.probe().database().orElse(null);
        if (database == null) {
            figures.add(new Figure("W4 under a held snapshot", "not measured: needs --postgres", ""));
            return;
        }
        Sizes longer = sizes.both(extent.pinnedSeconds() * 1_000);
        Sample without = round("unpinned", longer).both().getFirst();
        Sample with;
        try (AutoCloseable held = database.snapshot()) {
            with = round("pinned", longer).both().getFirst();
        } catch (SQLException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the held snapshot cannot be let go", e);
        }
        String row = "W4 for " + extent.pinnedSeconds() + " s";
        String share = number(100 * with.rate() / without.rate(), 0) + " % of the time before";
        figures.add(new Figure(row, rate(without) + ", p99 " + number(without.p99(), 1) + " ms", ""));
        figures.add(new Figure(
                row + " with a transaction that holds a snapshot",
                rate(with) + ", " + share + ", p99 " + number(with.p99(), 1) + " ms",
                "≥ 80 % of without"));
    }

    private void deadLetters() throws IOException, SQLException {
        Database database = place.probe().database().orElse(null);
        if (database == null) {
            figures.add(new Figure("dead letters", "not measured: needs --postgres", ""));
            return;
        }
        long finished = Math.min(extent.finished(), 1_000_000);
        figures.addAll(new DeadLetters(calls(), place.probe()::rest).measure(database, finished, extent.letters()));
    }

    private void full() throws SQLException {
        Database database = place.probe().database().orElse(null);
        if (database == null) {
            figures.add(new Figure("full tables", "not measured: needs --postgres", ""));
            return;
        }
        new Filling(database).fill(extent.finished(), extent.deferred());
        String tables = String.format(
                Locale.ROOT, " with %,d finished and %,d deferred tasks", extent.finished(), extent.deferred());
        for (Sample sample : round("full", sizes).run()) {
            String goal = "within 10 % of empty";
            boolean paced = sample.shape() == Shape.W3;
            figures.add(
                    paced
                            ? new Figure(
                                    "W3" + tables + ": p50, p99",
                                    number(sample.p50(), 1) + ", " + number(sample.p99(), 1) + " ms"
                                            + compared(sample, Sample::p50),
                                    goal)
                            : new Figure(sample.shape() + tables, rate(sample) + compared(sample, Sample::rate), goal));
        }
    }

    private static String rate(Sample sample) {
        return number(sample.rate(), 0) + "/s";
    }

    /** In percent of the median of the rounds. */
    private String compared(Sample sample, ToDoubleFunction<Sample> figure) {
        Map<Shape, List<Double>> before = new EnumMap<>(Shape.class);
        rounds.forEach(round ->
                before.computeIfAbsent(round.shape(), s -> new ArrayList<>()).add(figure.applyAsDouble(round)));
        List<Double> values =
                before.getOrDefault(sample.shape(), List.of()).stream().sorted().toList();
        if (values.isEmpty()) {
            return "";
        }
        double median = values.get(values.size() / 2);
        return ", " + number(100 * figure.applyAsDouble(sample) / median, 0) + " % of the rounds before";
    }

    static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
