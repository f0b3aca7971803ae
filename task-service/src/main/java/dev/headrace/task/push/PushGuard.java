package dev.headrace.task.push;

import dev.headrace.platform.egress.Bounds;
import dev.headrace.platform.egress.Egress;
import dev.headrace.platform.guard.Resolver;
import dev.headrace.platform.guard.rule.Guard;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Makes the one guard of this process from its configuration, and what calls past it; a broken network stops the start. */
final class PushGuard {
    private PushGuard() {}

    @Produces
    @Singleton
    static Guard guard(PushConfig config) {
        return Guard.allowing(config.allowedNetworks().orElse(List.of()));
    }

    @Produces
    @Singleton
    static Egress egress(Vertx vertx, Guard guard, PushConfig config, Clock clock) {
        Bounds bounds =
                new Bounds(config.connectTimeout(), config.hostConcurrency(), Output.MOST_BYTES, Output.MOST_BYTES);
        return new Egress(vertx, new Resolver(guard), bounds, clock);
    }
}
