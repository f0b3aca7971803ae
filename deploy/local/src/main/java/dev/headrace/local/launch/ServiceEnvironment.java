package dev.headrace.local.launch;

import dev.headrace.local.engine.PostgresAddress;
import dev.headrace.local.key.IdentityKeyFiles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The environment variables that tell a service where everything is. */
final class ServiceEnvironment {

    private static final String LOOPBACK = "127.0.0.1";

    private final SuiteOptions options;
    private final Backends backends;
    private final DataFolder data;
    private final IdentityKeyFiles keys;
    private final Map<Service, List<Integer>> ports;
    private final int managementPort;

    ServiceEnvironment(
            SuiteOptions options,
            Backends backends,
            DataFolder data,
            Map<Service, List<Integer>> ports,
            int managementPort) {
        this.options = options;
        this.backends = backends;
        this.data = data;
        this.keys = IdentityKeyFiles.in(data.path().resolve("keys"));
        this.ports = Map.copyOf(ports);
        this.managementPort = managementPort;
    }

    /** Where each process of each service listens. */
    Map<Service, List<Integer>> ports() {
        return ports;
    }

    /** For one process of a service. */
    Map<String, String> of(Service service, int port) {
        Map<String, String> all = new HashMap<>();
        // The C library keeps an arena for each thread else: some 30 MiB a process that nobody uses.
        all.put("MALLOC_ARENA_MAX", "2");
        // Eight processes share the machine: with more loops they would mostly wake one another. Measured on two cores,
        // one loop each instead of four took a third off the processor time of a task.
        int loops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        all.put("QUARKUS_VERTX_EVENT_LOOPS_POOL_SIZE", String.valueOf(loops));
        all.put("QUARKUS_HTTP_HOST", service == Service.GATEWAY ? options.host() : LOOPBACK);
        all.put("QUARKUS_HTTP_PORT", String.valueOf(port));
        addEngines(service, all);
        all.put("HEADRACE_IDENTITY_PUBLIC_KEY_FILE", keys.publicKey().toString());
        if (service == Service.GATEWAY) {
            addGateway(all);
        }
        all.putAll(options.environment().getOrDefault(service, Map.of()));
        return all;
    }

    private void addEngines(Service service, Map<String, String> all) {
        PostgresAddress postgres = backends.postgresAddress();
        all.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl(service.database()));
        all.put("QUARKUS_DATASOURCE_REACTIVE_URL", postgres.reactiveUrl(service.database()));
        all.put("QUARKUS_DATASOURCE_USERNAME", postgres.username());
        all.put("QUARKUS_DATASOURCE_PASSWORD", postgres.password());
        all.put("QUARKUS_REDIS_HOSTS", backends.redisUrl());
        all.put("KAFKA_BOOTSTRAP_SERVERS", backends.kafkaBootstrap());
    }

    private void addGateway(Map<String, String> all) {
        all.put("QUARKUS_MANAGEMENT_HOST", LOOPBACK);
        all.put("QUARKUS_MANAGEMENT_PORT", String.valueOf(managementPort));
        all.put("HEADRACE_IDENTITY_PRIVATE_KEY_FILE", keys.privateKey().toString());
        all.put("HEADRACE_ADMIN_KEY_FILE", data.adminKey().toString());
        for (Service upstream : Service.behindTheGateway()) {
            all.put(upstream.upstreamVariable(), addresses(upstream));
        }
    }

    private String addresses(Service service) {
        return ports.getOrDefault(service, List.of()).stream()
                .map(port -> "http://" + LOOPBACK + ":" + port)
                .collect(Collectors.joining(","));
    }
}
