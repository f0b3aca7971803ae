package dev.headrace.bench.row;

import dev.headrace.bench.Words;
import dev.headrace.bench.probe.Probe;
import dev.headrace.bench.probe.Use;
import dev.headrace.bench.report.Figure;
import dev.headrace.bench.shape.Child;
import dev.headrace.bench.work.Listeners;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What listening clients cost the gateway, and how late they hear of things. */
record Live(Calls calls, String url, String key, Child generator, Probe probe) {
    private static final String QUEUE = "bench-live";
    private static final String GATEWAY = "gateway";
    /** WebSockets of one key; a gateway allows 200. */
    private static final int OF_A_KEY = 100;

    private static final int BUSY = 500;
    private static final int MILLIS = 20_000;
    private static final int[] TASKS_PER_SECOND = {5, 20, 60};

    /** @param idle clients of tenants in which nothing happens, beside 500 that hear of every submitted task */
    List<Figure> measure(int idle) throws IOException, SQLException {
        List<Figure> figures = new ArrayList<>();
        long before = memory(probe.now());
        String tenant = calls.get("/api/v1/usage").path("tenant").asText();
        try (Child listeners = Child.start(Listeners.class, url, key)) {
            open(listeners, idle, "bench-idle-", "/ws?events=task.*");
            long quiet = memory(probe.now());
            figures.add(new Figure(
                    number(idle) + " idle WebSockets: memory of the gateway",
                    mib(quiet) + ", " + mib(quiet - before) + " more",
                    ""));
            open(listeners, BUSY, tenant, "/ws?events=task.submitted&queues=" + QUEUE);
            for (int rate : TASKS_PER_SECOND) {
                figures.add(busy(listeners, idle, rate));
            }
            long loaded = memory(probe.now());
            Words end = listeners.ask(Words.of("report", Map.of()));
            figures.add(new Figure(
                    number(idle) + " idle and " + BUSY + " busy WebSockets: memory of the gateway",
                    mib(loaded) + "; " + end.number("closed") + " were closed",
                    "≤ 512 MiB"));
        }
        return figures;
    }

    private void open(Child listeners, int count, String tenant, String path) throws IOException {
        for (int open = 0; open < count; open += OF_A_KEY) {
            String whose = tenant.endsWith("-") ? tenant + open / OF_A_KEY : tenant;
            String made = calls.post(
                            "/api/v1/api-keys",
                            Map.of("name", "bench", "tenant", whose, "roles", List.of("operator"), "tier", "unlimited"))
                    .path("key")
                    .asText();
            int some = Math.min(OF_A_KEY, count - open);
            listeners.ask(Words.of("open", Map.of("key", made, "path", path, "count", some)));
        }
    }

    private Figure busy(Child listeners, int idle, int rate) throws SQLException {
        listeners.ask(Words.of("begin", Map.of()));
        Use start = probe.now();
        generator.ask(Words.of("paced", Map.of("queue", QUEUE, "connections", 8, "rate", rate, "millis", MILLIS)));
        // What is on its way arrives meanwhile.
        probe.rest();
        Use use = probe.now().since(start);
        Words heard = listeners.ask(Words.of("report", Map.of()));
        long cpu = use.cpuMs().entrySet().stream()
                .filter(each -> each.getKey().startsWith(GATEWAY))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return new Figure(
                BUSY + " of " + number((long) idle + BUSY) + " WebSockets hear of " + rate + " tasks a second",
                String.format(
                        Locale.ROOT,
                        "%,d of %,d events, %,.0f/s, %d, %d, %d ms (p50, p99, max) after they happened; %.1f µs of the gateway each",
                        heard.number("events"),
                        (long) rate * MILLIS / 1_000 * BUSY,
                        heard.number("events") * 1_000.0 / MILLIS,
                        heard.number("p50"),
                        heard.number("p99"),
                        heard.number("max"),
                        cpu * 1_000.0 / Math.max(1, heard.number("events"))),
                "all of them");
    }

    private static long memory(Use use) {
        return use.memoryKb().entrySet().stream()
                .filter(each -> each.getKey().startsWith(GATEWAY))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static String mib(long kb) {
        return number(kb / 1024) + " MiB";
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
