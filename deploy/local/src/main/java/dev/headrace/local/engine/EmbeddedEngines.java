package dev.headrace.local.engine;

import dev.headrace.local.process.Guard;
import java.nio.file.Path;

/** Engines as child processes. */
final class EmbeddedEngines implements Engines {

    private final Path home;
    private final Guard guard;

    EmbeddedEngines(Path home, Guard guard) {
        this.home = home.toAbsolutePath().normalize();
        this.guard = guard;
    }

    @Override
    public PostgresEngine postgres() {
        return new EmbeddedPostgres(home, guard);
    }

    @Override
    public RedisEngine redis() {
        return new EmbeddedRedis(home, guard);
    }

    @Override
    public KafkaEngine kafka() {
        return new EmbeddedKafka(home, guard);
    }
}
