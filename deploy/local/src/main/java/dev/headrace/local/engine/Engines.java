package dev.headrace.local.engine;

import dev.headrace.local.process.Guard;
import java.nio.file.Path;

/** Where engines come from. Each call makes a new, not yet started engine. */
public interface Engines {

    PostgresEngine postgres();

    RedisEngine redis();

    KafkaEngine kafka();

    /** Real servers from Maven artifacts as our own child processes, with data and logs under {@code home}. */
    static Engines embedded(Path home, Guard guard) {
        return new EmbeddedEngines(home, guard);
    }

    /** The same servers in containers, for machines with a Docker engine. */
    static Engines container() {
        return new ContainerEngines();
    }

    /** The switch: {@code embedded} or {@code container}. */
    static Engines of(String kind, Path home, Guard guard) {
        return switch (kind) {
            case "embedded" -> embedded(home, guard);
            case "container" -> container();
            default -> throw new IllegalArgumentException("engines are embedded or container, not " + kind);
        };
    }
}
