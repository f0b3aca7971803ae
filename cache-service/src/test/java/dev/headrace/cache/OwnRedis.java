package dev.headrace.cache;

import dev.headrace.local.engine.Engines;
import dev.headrace.local.engine.RedisEngine;
import dev.headrace.local.process.Guard;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A Redis for one test class, which it may stop and start; given to its field of type {@link RedisEngine}. */
public final class OwnRedis implements QuarkusTestResourceLifecycleManager {
    private final Path home = folder();
    private final Guard guard = Guard.startAndDelete(home);
    private final RedisEngine redis = Engines.embedded(home, guard).redis();

    @Override
    public Map<String, String> start() {
        redis.start();
        return Map.of("quarkus.redis.hosts", redis.url());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(redis, new TestInjector.MatchesType(RedisEngine.class));
    }

    @Override
    public void stop() {
        redis.close();
        guard.close();
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("headrace-own-redis-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
