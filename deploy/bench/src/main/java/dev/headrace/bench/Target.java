package dev.headrace.bench;

import dev.headrace.bench.row.Waiting;
import dev.headrace.local.engine.PostgresAddress;
import dev.headrace.local.key.IdentityKeyFiles;
import dev.headrace.local.launch.Service;
import dev.headrace.local.launch.Suite;
import dev.headrace.local.launch.SuiteOptions;
import dev.headrace.local.process.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is measured: a suite of our own in a new data folder, or one that runs already.
 *
 * @param key API key that may submit and work
 * @param postgres JDBC address of the task database with user and password, if known
 * @param processes process ids by name, if known
 * @param inside a way past the gateway, into a suite of our own
 */
record Target(
        String url,
        String key,
        Optional<String> postgres,
        Map<String, Long> processes,
        Optional<Waiting.Inside> inside,
        Optional<Suite> suite)
        implements AutoCloseable {

    Target {
        processes = Map.copyOf(processes);
    }

    static Target of(Options options, Path data) throws IOException {
        if (options.url().isPresent()) {
            String key = options.key().orElseThrow(() -> new IllegalArgumentException("--url needs --key"));
            return new Target(
                    options.url().get(),
                    key,
                    options.postgres(),
                    options.processes(),
                    Optional.empty(),
                    Optional.empty());
        }
        Suite suite = Suite.started(
                SuiteOptions.in(data).withTaskReplicas(options.replicas()).withProgress(System.err::println));
        Map<String, Long> processes = new LinkedHashMap<>();
        for (Server server : suite.servers()) {
            processes.put(server.name(), server.pid());
        }
        return new Target(
                suite.gatewayUrl(),
                suite.adminKey(),
                Optional.of(jdbc(suite.postgres().address())),
                processes,
                Optional.of(inside(suite, data)),
                Optional.of(suite));
    }

    private static Waiting.Inside inside(Suite suite, Path data) throws IOException {
        Path key = IdentityKeyFiles.in(data.resolve("keys")).privateKey();
        int port = suite.service(Service.TASK).port();
        return new Waiting.Inside("http://127.0.0.1:" + port, key);
    }

    private static String jdbc(PostgresAddress address) {
        return address.jdbcUrl("headrace_task") + "?user=" + address.username() + "&password=" + address.password();
    }

    @Override
    public void close() {
        suite.ifPresent(Suite::close);
    }
}
