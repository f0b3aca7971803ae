package dev.headrace.local.launch;

import dev.headrace.local.process.Guard;
import dev.headrace.local.process.Place;
import dev.headrace.local.process.Ports;
import dev.headrace.local.process.Stage;
import dev.headrace.local.process.StopSignal;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    private ServiceProcesses() {}

    static Map<Service, ServiceProcess> of(SuiteOptions options, DataFolder data, Backends backends, Guard guard) {
        Map<Service, Integer> ports = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            ports.put(service, service == Service.GATEWAY ? options.port() : Ports.free());
        }
        ServiceEnvironment environment = new ServiceEnvironment(options, backends, data, ports, Ports.free());
        Map<Service, ServiceProcess> all = new EnumMap<>(Service.class);
        ports.forEach((service, port) -> {
            Path log = data.logs().resolve(service.title() + ".log");
            Place place = new Place(service.title(), data.path(), log, StopSignal.TERM, Stage.SERVICE);
            Path jar = options.packages().resolve(service.title()).resolve("target/quarkus-app/quarkus-run.jar");
            List<String> jvm = new ArrayList<>(JVM);
            jvm.addAll(options.java().getOrDefault(service, List.of()));
            ServiceProcess.Launch launch = new ServiceProcess.Launch(
                    jar, jvm, environment.of(service), readiness(service, options.host(), port));
            all.put(service, new ServiceProcess(place, port, launch, guard));
        });
        return all;
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
