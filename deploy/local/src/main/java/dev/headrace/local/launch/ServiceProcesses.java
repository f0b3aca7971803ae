package dev.headrace.local.launch;

import dev.headrace.local.process.Guard;
import dev.headrace.local.process.Place;
import dev.headrace.local.process.Ports;
import dev.headrace.local.process.Stage;
import dev.headrace.local.process.StopSignal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Puts together how each service is run. */
final class ServiceProcesses {

    /** Small heaps and the collector with the smallest footprint: the suite is to fit beside everything else. */
    private static final List<String> JVM = List.of(
            "-Xms32m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** Garbage of requests dies young: with a third of a heap that stays small it was collected 15 times a second under load. */
    private static final List<String> GATEWAY = List.of("-Xmn28m");

    private ServiceProcesses() {}

    /** The processes of each service, one or more. */
    static Map<Service, List<ServiceProcess>> of(
            SuiteOptions options, DataFolder data, ServiceEnvironment environment, Guard guard) {
        Map<Service, List<ServiceProcess>> all = new EnumMap<>(Service.class);
        environment.ports().forEach((service, each) -> {
            List<ServiceProcess> replicas = new ArrayList<>();
            for (int port : each) {
                replicas.add(
                        replica(new Replica(service, replicas.size() + 1, port), options, data, environment, guard));
            }
            all.put(service, List.copyOf(replicas));
        });
        return all;
    }

    /** One more process of a service, on a free port; with the variables in place of the service's own of the same names. */
    static ServiceProcess another(
            Service service,
            int number,
            Map<String, String> more,
            SuiteOptions options,
            DataFolder data,
            ServiceEnvironment environment,
            Guard guard) {
        Replica replica = new Replica(service, number, Ports.free());
        Map<String, String> variables = new HashMap<>(environment.of(service, replica.port()));
        if (service == Service.GATEWAY) {
            variables.put("QUARKUS_MANAGEMENT_PORT", String.valueOf(Ports.free()));
        }
        variables.putAll(more);
        Path log = data.logs().resolve(replica.name() + ".log");
        Place place = new Place(replica.name(), data.path(), log, StopSignal.TERM, Stage.SERVICE);
        URI readiness = readiness(service, options.host(), replica.port());
        return new ServiceProcess(place, replica.port(), packaged(replica, options, variables, readiness), guard);
    }

    /** A port for each process. */
    static Map<Service, List<Integer>> ports(SuiteOptions options) {
        Map<Service, List<Integer>> ports = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            ports.put(service, ports(service, options));
        }
        return ports;
    }

    private static List<Integer> ports(Service service, SuiteOptions options) {
        return service == Service.GATEWAY
                ? List.of(options.port())
                : Stream.generate(Ports::free)
                        .distinct()
                        .limit(options.replicas(service))
                        .toList();
    }

    /** One process of a service; the first has the service's own name. */
    private record Replica(Service service, int number, int port) {
        String name() {
            return number == 1 ? service.title() : service.title() + "-" + number;
        }
    }

    private static ServiceProcess replica(
            Replica replica, SuiteOptions options, DataFolder data, ServiceEnvironment environment, Guard guard) {
        Service service = replica.service();
        Path log = data.logs().resolve(replica.name() + ".log");
        boolean develop = options.develop().filter(service::equals).isPresent();
        Path folder = develop ? options.packages() : data.path();
        Place place = new Place(replica.name(), folder, log, StopSignal.TERM, Stage.SERVICE);
        URI readiness = readiness(service, options.host(), replica.port());
        Map<String, String> variables = environment.of(service, replica.port());
        ServiceProcess.Launch launch = develop
                ? fromSources(service, folder, variables, readiness)
                : packaged(replica, options, variables, readiness);
        return new ServiceProcess(place, replica.port(), launch, guard);
    }

    private static ServiceProcess.Launch packaged(
            Replica replica, SuiteOptions options, Map<String, String> environment, URI readiness) {
        Service service = replica.service();
        Path jar = options.packages().resolve(service.title()).resolve("target/quarkus-app/quarkus-run.jar");
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(JVM);
        line.addAll(service == Service.GATEWAY ? GATEWAY : List.of());
        options.java().getOrDefault(service, List.of()).stream()
                .filter(option -> replica.number() == 1 || !isArchive(option))
                .forEach(line::add);
        line.addAll(List.of("-jar", jar.toString()));
        return new ServiceProcess.Launch(jar, line, environment, readiness, Duration.ofSeconds(90));
    }

    /** An archive of classes is written by one process only. */
    private static boolean isArchive(String option) {
        return option.startsWith("-XX:") && option.contains("SharedArchive");
    }

    /** Quarkus compiles what has changed at the next request. */
    private static ServiceProcess.Launch fromSources(
            Service service, Path project, Map<String, String> environment, URI readiness) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("JAVA_HOME", System.getProperty("java.home"));
        List<String> line =
                List.of("mvn", "-B", "-pl", service.title(), "-am", "quarkus:dev", "-Dquarkus.console.enabled=false");
        return new ServiceProcess.Launch(project.resolve("pom.xml"), line, all, readiness, Duration.ofMinutes(5));
    }

    private static URI readiness(Service service, String host, int port) {
        return service == Service.GATEWAY
                ? URI.create("http://" + reachable(host) + ":" + port + "/health/ready")
                : URI.create("http://127.0.0.1:" + port + "/q/health/ready");
    }

    /** An address for clients on this machine, where the one to listen on may mean "all". */
    static String reachable(String host) {
        if (Set.of("0.0.0.0", "::", "[::]").contains(host)) {
            return "127.0.0.1";
        }
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
