package dev.headrace.bench.row;

import dev.headrace.bench.Words;
import dev.headrace.bench.load.Generator;
import dev.headrace.bench.probe.Processes;
import dev.headrace.bench.report.Figure;
import dev.headrace.bench.shape.Child;
import dev.headrace.local.launch.Service;
import dev.headrace.local.launch.Suite;
import dev.headrace.local.process.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What it costs to ask through the gateway: a plain server is asked directly, through nginx, through a gateway that does
 * nothing but pass on, and through one with key, limit and access log, one after the other and each round in another order.
 */
final class BesideNginx implements AutoCloseable {
    private static final String ROW = "gateway beside nginx";
    private static final int CONNECTIONS = 64;
    private static final int MILLIS = 3_000;
    private static final int WARM_UP_MILLIS = 3_000;
    /** A gateway's code is compiled in steps: what a request costs falls by two thirds in its first minute of full load. */
    private static final int GATEWAY_WARM_UP_MILLIS = 60_000;

    private static final String ROUTES = """
        defaults: {timeout: 10s, max_body: 1MiB}
        routes:
          - {path: /api/v1/cache, methods: [GET], service: cache, roles: [WHO], scope: cache}
          - {path: /health, methods: [GET, HEAD], service: gateway, roles: [public]}
        """;
    private static final String LIMITS = """
        quotas:
          - {name: bench, routes: [/api/v1/cache], per: caller, window: 10s, unlimited: 1000000000}
        """;

    private final List<Way> ways = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    /** One way to the plain server, and what was measured on it. */
    private record Way(String name, Child generator, List<Double> rates, List<Double> p99s) {
        Words ask(int millis, long rate) {
            Words done = generator.ask(Words.of(
                    "reads",
                    Map.of("path", "/api/v1/cache/a/b", "connections", CONNECTIONS, "millis", millis, "rate", rate)));
            if (done.number("refused") > 0) {
                throw new IllegalStateException(name + " refused: " + done.text("complaint"));
            }
            return done;
        }

        double rate() {
            return median(rates);
        }

        double p99() {
            return median(p99s);
        }

        private static double median(List<Double> values) {
            return values.stream().sorted().toList().get(values.size() / 2);
        }
    }

    /** @param pairs rounds */
    static List<Figure> measure(Optional<Suite> suite, int pairs) throws IOException {
        Optional<Path> nginx = Nginx.installed();
        if (nginx.isEmpty()) {
            return List.of(
                    new Figure(ROW, "not measured: there is no nginx (Debian: apt-get install nginx-light)", ""));
        }
        if (suite.isEmpty()) {
            return List.of(new Figure(ROW, "not measured: needs a suite of our own, so no --url", ""));
        }
        try (BesideNginx row = new BesideNginx()) {
            return row.measure(suite.get(), nginx.get(), pairs);
        }
    }

    private List<Figure> measure(Suite suite, Path program, int pairs) throws IOException {
        Path folder = Files.createTempDirectory("headrace-beside");
        Nginx plain = Nginx.plain(program, folder.resolve("plain"));
        open.add(plain);
        Nginx nginx = Nginx.before(program, folder.resolve("proxy"), plain.port());
        open.add(nginx);
        Server bare = gateway(suite, 2, plain, folder, Map.of("HEADRACE_LIMITS_ENABLED", "false"), "public");
        Path limits = Files.writeString(folder.resolve("limits.yaml"), LIMITS);
        Map<String, String> everything = Map.of(
                "HEADRACE_LIMITS_FILE",
                limits.toString(),
                "HEADRACE_OBSERVE_ACCESS_LOG",
                folder.resolve("access.json").toString());
        Server full = gateway(suite, 3, plain, folder, everything, "user");
        add("plain server", plain.url(), suite.adminKey());
        add("nginx with access log", nginx.url(), suite.adminKey());
        add("gateway that only passes on", url(bare), suite.adminKey());
        add("gateway with key, limit and access log", url(full), suite.adminKey());
        return figures(pairs, full);
    }

    private Server gateway(Suite suite, int number, Nginx plain, Path folder, Map<String, String> more, String who)
            throws IOException {
        Path routes = Files.writeString(folder.resolve("routes-" + number + ".yaml"), ROUTES.replace("WHO", who));
        Map<String, String> variables = new LinkedHashMap<>(more);
        // As many as nginx has workers.
        variables.put(
                "QUARKUS_VERTX_EVENT_LOOPS_POOL_SIZE",
                Integer.toString(Runtime.getRuntime().availableProcessors()));
        variables.put("HEADRACE_UPSTREAMS_CACHE", plain.url());
        variables.put("HEADRACE_ROUTES_FILE", routes.toString());
        Server gateway = suite.another(Service.GATEWAY, number, variables);
        gateway.start();
        open.add(gateway);
        return gateway;
    }

    private static String url(Server server) {
        return "http://127.0.0.1:" + server.port();
    }

    private void add(String name, String url, String key) throws IOException {
        Child generator = Child.start(Generator.class, url, key);
        open.add(generator);
        ways.add(new Way(name, generator, new ArrayList<>(), new ArrayList<>()));
    }

    private List<Figure> figures(int pairs, Server full) {
        for (Way way : ways) {
            way.ask(way.name().startsWith("gateway") ? GATEWAY_WARM_UP_MILLIS : WARM_UP_MILLIS, 0);
        }
        for (int round = 0; round < pairs; round++) {
            for (Way way : inTurn(round)) {
                Words done = way.ask(MILLIS, 0);
                way.rates().add(done.number("accepted") * 1e9 / done.number("nanos"));
            }
        }
        long half = Math.round(ways.getLast().rate() / 2);
        for (int round = 0; round < pairs; round++) {
            for (Way way : inTurn(round)) {
                way.p99s().add(way.ask(MILLIS, half).number("p99") / 1e6);
            }
        }
        long kib = new Processes(Map.of("gateway", full.pid())).memoryKb().getOrDefault("gateway", 0L);
        List<Figure> figures = new ArrayList<>();
        for (Way way : ways) {
            figures.add(new Figure(
                    way.name() + ": " + CONNECTIONS + " connections", rate(way), goal(way, "≥ 0.60 of nginx")));
            figures.add(new Figure(way.name() + ": p99 at " + half + "/s", late(way), goal(way, "≤ 2 ms more")));
        }
        figures.add(new Figure("memory of that gateway (PSS)", kib / 1024 + " MiB", "≤ 256 MiB"));
        return figures;
    }

    private String goal(Way way, String goal) {
        return way.equals(ways.getLast()) ? goal : "";
    }

    private List<Way> inTurn(int round) {
        List<Way> order = new ArrayList<>(ways);
        Collections.rotate(order, round);
        return order;
    }

    private String rate(Way way) {
        return String.format(
                Locale.ROOT,
                "%,.0f/s, %.2f of nginx",
                way.rate(),
                way.rate() / ways.get(1).rate());
    }

    private String late(Way way) {
        return String.format(
                Locale.ROOT,
                "%.2f ms, %+.2f ms",
                way.p99(),
                way.p99() - ways.getFirst().p99());
    }

    @Override
    public void close() {
        Collections.reverse(open);
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                System.err.println("not ended: " + e.getMessage());
            }
        }
    }
}
