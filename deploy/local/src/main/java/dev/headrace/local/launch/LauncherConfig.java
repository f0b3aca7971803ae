package dev.headrace.local.launch;

import dev.headrace.local.engine.PostgresAddress;
import dev.headrace.local.process.StartException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment says about {@code make run}.
 *
 * @param demo whether to show the main job after the start
 * @param parent process whose end ends us too
 * @param packages folder with the services, where it is not this checkout
 * @param develop service to run from its sources
 * @param taskReplicas how many task services
 */
record LauncherConfig(
        String host,
        int port,
        Path data,
        boolean demo,
        ExistingServers existing,
        Optional<Long> parent,
        Optional<Path> packages,
        Optional<Service> develop,
        int taskReplicas) {
    private static final int MOST_REPLICAS = 8;

    static LauncherConfig from(Map<String, String> environment) {
        String parent = environment.getOrDefault("HEADRACE_PARENT", "");
        return new LauncherConfig(
                environment.getOrDefault("HEADRACE_HOST", "127.0.0.1"),
                port(environment.getOrDefault("HEADRACE_PORT", "8080")),
                Path.of(environment.getOrDefault("HEADRACE_DATA", ".headrace")),
                !environment.getOrDefault("HEADRACE_DEMO", "1").equals("0"),
                new ExistingServers(
                        value(environment, "HEADRACE_POSTGRES_URL").map(LauncherConfig::postgres),
                        value(environment, "HEADRACE_REDIS_URL"),
                        value(environment, "HEADRACE_KAFKA_BOOTSTRAP")),
                parent.matches("\\d{1,18}") ? Optional.of(Long.valueOf(parent)) : Optional.empty(),
                value(environment, "HEADRACE_PACKAGES").map(Path::of),
                value(environment, "HEADRACE_DEVELOP").map(LauncherConfig::service),
                replicas(environment.getOrDefault("HEADRACE_TASK_REPLICAS", "1")));
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(it -> !it.isBlank());
    }

    private static Service service(String title) {
        return Service.titled(title)
                .orElseThrow(() -> new StartException("There is no " + title + "; the services are "
                        + String.join(
                                ", ",
                                Arrays.stream(Service.values())
                                        .map(Service::title)
                                        .toList())));
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
            throw new StartException("HEADRACE_PORT must be a number from 1 to 65535, not " + text);
        }
        return Integer.parseInt(text);
    }

    private static int replicas(String text) {
        if (!text.matches("\\d") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_REPLICAS) {
            throw new StartException(
                    "HEADRACE_TASK_REPLICAS must be a number from 1 to " + MOST_REPLICAS + ", not " + text);
        }
        return Integer.parseInt(text);
    }

    private static PostgresAddress postgres(String url) {
        try {
            return PostgresAddress.parse(url);
        } catch (IllegalArgumentException e) {
            throw new StartException("HEADRACE_POSTGRES_URL must be of the form postgresql://user:password@host:port");
        }
    }
}
