package dev.headrace.bench.row;

import dev.headrace.bench.Words;
import dev.headrace.bench.probe.Database;
import dev.headrace.bench.probe.Probe;
import dev.headrace.bench.probe.Use;
import dev.headrace.bench.report.Figure;
import dev.headrace.bench.shape.Child;
import dev.headrace.bench.work.Waiters;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What waiting workers cost.
 *
 * @param url the gateway
 * @param key API key
 * @param inside the task service itself, with a signed identity: 10,000 polls through the gateway would need 20,000 sockets
 *     of one process
 */
public record Waiting(String url, String key, Optional<Inside> inside, Probe probe) {
    private static final int WORKERS = 1_000;
    private static final int SETTLE_S = 12;
    private static final String SERVICE = "task-service";
    private static final String DATABASE = "postgres";

    /** A way to the task service that does not go through the gateway: its address, and the key that signs identities. */
    public record Inside(String url, Path privateKey) {}

    List<Figure> idle(int seconds) throws IOException, SQLException {
        List<Figure> figures = new ArrayList<>();
        try (Child waiters = Child.start(Waiters.class, url, key)) {
            String row = held(waiters, WORKERS, WORKERS) + " parked workers, no tasks: ";
            // What it took to register them is over then.
            pause(SETTLE_S);
            Use before = probe.now();
            long statements = statements();
            pause(seconds);
            long more = statements() - statements;
            Use use = probe.now().since(before);
            double share = (cpu(use, SERVICE) + cpu(use, DATABASE)) / (seconds * 10.0);
            figures.add(
                    new Figure(row + "task-service and PostgreSQL", Rows.number(share, 2) + " % of a core", "≤ 2 %"));
            figures.add(new Figure(
                    row + "statements in the task database",
                    probe.database().isEmpty() ? "not measured" : Rows.number((double) more / seconds, 2) + "/s",
                    "≤ 2/s"));
        }
        return figures;
    }

    List<Figure> parked(int polls) throws IOException, SQLException {
        if (inside.isEmpty()) {
            return List.of(new Figure("parked polls", "not measured: needs a suite of its own", ""));
        }
        long before = memory();
        try (Child waiters = Child.start(
                Waiters.class,
                inside.get().url(),
                Identities.worker(inside.get().privateKey()))) {
            String row = held(waiters, WORKERS, polls) + " parked polls in one replica: memory of task-service";
            pause(5);
            long after = memory();
            return List.of(new Figure(
                    row,
                    String.format(Locale.ROOT, "%,d MiB, %+,d MiB", after / 1024, (after - before) / 1024),
                    "≤ 256 MiB more"));
        }
    }

    private static String held(Child waiters, int workers, int polls) {
        Words held =
                waiters.ask(Words.of("hold", Map.of("workers", workers, "polls", polls, "queue", "bench-waiting")));
        if (held.number("refused") > 0) {
            throw new IllegalStateException("lease calls were refused: " + held);
        }
        return String.format(Locale.ROOT, "%,d", held.number("polls"));
    }

    private static long cpu(Use use, String process) {
        return use.cpuMs().entrySet().stream()
                .filter(each -> each.getKey().startsWith(process))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private long memory() throws SQLException {
        return probe.now().memoryKb().getOrDefault(SERVICE, 0L);
    }

    private long statements() throws SQLException {
        Optional<Database> database = probe.database();
        return database.isPresent() ? database.get().statements() : 0;
    }

    private static void pause(int seconds) {
        try {
            boolean never = new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
            assert !never;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
