package dev.headrace.local.launch;

import dev.headrace.local.engine.Checkout;
import dev.headrace.local.process.Ports;
import dev.headrace.local.process.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to run a suite.
 *
 * @param packages folder that holds {@code <service>/target/quarkus-app}
 * @param data folder for everything that stays
 * @param host address on which the gateway listens; all else listens on loopback
 * @param port the gateway's
 * @param supervise whether what ends by itself is started again
 * @param existing servers to use instead of embedded ones
 * @param environment more environment variables, by service
 * @param java more options of the JVM, by service
 * @param develop service to run from its sources in Quarkus' development mode
 * @param taskReplicas how many task services
 * @param progress is told what happens
 */
public record SuiteOptions(
        Path packages,
        Path data,
        String host,
        int port,
        boolean supervise,
        ExistingServers existing,
        Map<Service, Map<String, String>> environment,
        Map<Service, List<String>> java,
        Optional<Service> develop,
        int taskReplicas,
        Progress progress) {

    public SuiteOptions {
        data = data.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
        java = Map.copyOf(java);
    }

    /** An unsupervised, silent suite on loopback, on a free port. */
    public static SuiteOptions in(Path data) {
        return new SuiteOptions(
                checkout(),
                data,
                "127.0.0.1",
                Ports.free(),
                false,
                ExistingServers.none(),
                Map.of(),
                Map.of(),
                Optional.empty(),
                1,
                text -> {});
    }

    public SuiteOptions withPackages(Path folder) {
        return new SuiteOptions(
                folder, data, host, port, supervise, existing, environment, java, develop, taskReplicas, progress);
    }

    public SuiteOptions withGateway(String newHost, int newPort) {
        return new SuiteOptions(
                packages,
                data,
                newHost,
                newPort,
                supervise,
                existing,
                environment,
                java,
                develop,
                taskReplicas,
                progress);
    }

    /** Starts again what ends by itself. */
    public SuiteOptions supervised() {
        return new SuiteOptions(
                packages, data, host, port, true, existing, environment, java, develop, taskReplicas, progress);
    }

    public SuiteOptions withExisting(ExistingServers servers) {
        return new SuiteOptions(
                packages, data, host, port, supervise, servers, environment, java, develop, taskReplicas, progress);
    }

    public SuiteOptions withProgress(Progress listener) {
        return new SuiteOptions(
                packages, data, host, port, supervise, existing, environment, java, develop, taskReplicas, listener);
    }

    /** Runs one service from its sources. */
    public SuiteOptions developing(Service service) {
        return new SuiteOptions(
                packages,
                data,
                host,
                port,
                supervise,
                existing,
                environment,
                java,
                Optional.of(service),
                taskReplicas,
                progress);
    }

    /** So many task services, each a process of its own on a port of its own. */
    public SuiteOptions withTaskReplicas(int replicas) {
        return new SuiteOptions(
                packages, data, host, port, supervise, existing, environment, java, develop, replicas, progress);
    }

    /** One more environment variable for one service. */
    public SuiteOptions with(Service service, String variable, String value) {
        Map<String, String> more = new HashMap<>(environment.getOrDefault(service, Map.of()));
        more.put(variable, value);
        Map<Service, Map<String, String>> all = new HashMap<>(environment);
        all.put(service, Map.copyOf(more));
        return new SuiteOptions(
                packages, data, host, port, supervise, existing, all, java, develop, taskReplicas, progress);
    }

    /** JVM options for one service, after our own, which they can override. */
    public SuiteOptions withJava(Service service, List<String> options) {
        Map<Service, List<String>> all = new HashMap<>(java);
        all.put(service, List.copyOf(options));
        return new SuiteOptions(
                packages, data, host, port, supervise, existing, environment, all, develop, taskReplicas, progress);
    }

    /** How many processes of a service; one that runs from its sources is alone. */
    int replicas(Service service) {
        return service == Service.TASK && !develop.equals(Optional.of(service)) ? taskReplicas : 1;
    }

    private static Path checkout() {
        try {
            return Checkout.root();
        } catch (IOException e) {
            throw new StartException("Cannot find the services: " + e.getMessage(), "", e);
        }
    }
}
