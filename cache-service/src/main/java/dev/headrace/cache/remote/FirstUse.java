package dev.headrace.cache.remote;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Opens the way to Redis before the service is ready. The first commands of a process take longer than a request waits for one, so
 * without this a process that has just started would not find what others have stored. A Redis that is away is not waited for.
 */
@Singleton
final class FirstUse {
    private static final Logger LOG = Logger.getLogger(FirstUse.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int TIMES = 20;

    private final Redis redis;

    FirstUse(Redis redis) {
        this.redis = redis;
    }

    void start(@Observes StartupEvent event) {
        try {
            ping(TIMES).await().atMost(PATIENCE);
        } catch (RuntimeException e) {
            LOG.infof("started without Redis error=%s", e.getMessage());
        }
    }

    private Uni<Void> ping(int times) {
        return times == 0
                ? Uni.createFrom().voidItem()
                : redis.send(Request.cmd(Command.PING)).chain(pong -> ping(times - 1));
    }
}
