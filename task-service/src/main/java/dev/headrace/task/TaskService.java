package dev.headrace.task;

import dev.headrace.platform.event.TopicProvisioner;
import dev.headrace.platform.outbox.OutboxConfig;
import dev.headrace.platform.outbox.Publisher;
import dev.headrace.platform.outbox.Relay;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the whole service shares: its clock, and the relay of its outbox with its life. */
@Singleton
public class TaskService {
    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Relay relay(
            Vertx vertx,
            Pool pool,
            TopicProvisioner topics,
            OutboxConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        return new Relay(vertx, pool, new Publisher(bootstrapServers, topics), config);
    }

    void start(@Observes StartupEvent event, Relay relay) {
        relay.start();
    }

    void stop(@Observes ShutdownEvent event, Relay relay) {
        relay.stop();
    }
}
