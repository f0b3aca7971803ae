package dev.headrace.local.launch;

import dev.headrace.local.engine.Engines;
import dev.headrace.local.engine.KafkaEngine;
import dev.headrace.local.engine.PostgresEngine;
import dev.headrace.local.engine.RedisEngine;
import dev.headrace.local.process.Guard;
import dev.headrace.local.process.Ports;
import dev.headrace.local.process.Server;
import dev.headrace.local.process.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The whole suite from its packages: engines and services, each of which can be stopped, killed and started alone.
 *
 * <pre>{@code
 * try (Suite suite = Suite.started(SuiteOptions.in(folder))) {
 *     suite.service(Service.TASK).kill();
 *     suite.service(Service.TASK).start();
 * }
 * }</pre>
 */
public final class Suite implements AutoCloseable {

    private static final String KIND = System.getProperty("headrace.engines", "embedded");

    private final SuiteOptions options;
    private final DataFolder data;
    private final PidFile pids;
    private final Guard guard;
    private final Backends backends;
    private final ServiceEnvironment environment;
    private final Map<Service, List<ServiceProcess>> services = new EnumMap<>(Service.class);
    private final Supervisor supervisor;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Suite(SuiteOptions options, DataFolder data) {
        this.options = options;
        this.data = data;
        this.pids = new PidFile(data.path().resolve("pids"));
        this.guard = Guard.start();
        this.backends = new Backends(options.existing(), Engines.of(KIND, data.path(), guard));
        this.environment =
                new ServiceEnvironment(options, backends, data, ServiceProcesses.ports(options), Ports.free());
        this.services.putAll(ServiceProcesses.of(options, data, environment, guard));
        this.supervisor = new Supervisor(options.progress(), pids);
    }

    /**
     * A suite that is not started yet.
     *
     * @throws StartException if the data folder or the gateway's port cannot be used
     */
    public static Suite of(SuiteOptions options) {
        DataFolder data = DataFolder.open(options.data());
        try {
            if (!Ports.available(options.host(), options.port())) {
                throw new StartException("Port " + options.port() + " on " + options.host()
                        + " is in use: end what listens there, or set HEADRACE_PORT to another port");
            }
            return new Suite(options, data);
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
    }

    /** A suite that answers. If it does not start, nothing of it is left. */
    public static Suite started(SuiteOptions options) {
        Suite suite = of(options);
        try {
            suite.start();
            return suite;
        } catch (RuntimeException e) {
            suite.close();
            throw e;
        }
    }

    /** Starts everything and returns when everything answers. */
    public void start() {
        int left = pids.endLeftovers();
        if (left > 0) {
            options.progress().line("ended " + left + " processes of an earlier run");
        }
        StartUp startUp = new StartUp(options.progress(), pids);
        startUp.together(backends.own());
        createDatabases();
        startUp.together(processes());
        supervisor.boundLogs(logs());
        if (options.supervise()) {
            supervisor.watch(servers());
        }
    }

    private void createDatabases() {
        try {
            for (Service service : Service.values()) {
                backends.postgresAddress().ensureDatabase(service.database());
            }
        } catch (SQLException e) {
            throw new StartException(
                    "PostgreSQL at " + backends.postgresAddress() + " cannot be used: " + e.getMessage(), "", e);
        }
    }

    private List<Path> logs() {
        return servers().stream()
                .map(it -> data.logs().resolve(it.name() + ".log"))
                .toList();
    }

    /** Everything that can be controlled, engines first. */
    public List<Server> servers() {
        List<Server> all = new ArrayList<>(backends.own());
        all.addAll(processes());
        return List.copyOf(all);
    }

    private List<Server> processes() {
        return services.values().stream().<Server>flatMap(List::stream).toList();
    }

    /** The first process of a service. */
    public Server service(Service service) {
        return replicas(service).getFirst();
    }

    /** All processes of a service. */
    public List<Server> replicas(Service service) {
        return List.copyOf(services.getOrDefault(service, List.of()));
    }

    /**
     * One more process of a service, with the same engines, on a port of its own; not started yet. It ends with the suite at the
     * latest. Gateways know of it if they are told so in their variables.
     *
     * @param number tells it from others of its service, from 2
     * @param variables more environment variables
     */
    public Server another(Service service, int number, Map<String, String> variables) {
        return ServiceProcesses.another(service, number, variables, options, data, environment, guard);
    }

    public PostgresEngine postgres() {
        return backends.postgres();
    }

    public RedisEngine redis() {
        return backends.redis();
    }

    public KafkaEngine kafka() {
        return backends.kafka();
    }

    /** Where the public API is. */
    public String gatewayUrl() {
        return "http://" + ServiceProcesses.reachable(options.host()) + ":" + options.port();
    }

    /** The first admin key, which the gateway made at its first start. */
    public String adminKey() {
        try {
            return Files.readString(data.adminKey()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path adminKeyFile() {
        return data.adminKey();
    }

    /** Folder with one log for each process. */
    public Path logFolder() {
        return data.logs();
    }

    /** The process that ends all others when this one is gone; programs may be listed with it. */
    public Guard guard() {
        return guard;
    }

    /** Stops everything, services before engines. May be called at any time, from any thread, repeatedly. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            supervisor.close();
            guard.close();
            guard.awaitEnd();
            pids.clear();
            data.close();
        }
    }
}
