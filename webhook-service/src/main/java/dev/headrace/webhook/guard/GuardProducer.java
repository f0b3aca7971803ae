package dev.headrace.webhook.guard;

import dev.headrace.platform.guard.Resolver;
import dev.headrace.platform.guard.rule.Guard;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Makes the one guard of this process from its configuration; a broken network stops the start. */
final class GuardProducer {
    private GuardProducer() {}

    @Produces
    @Singleton
    static Guard guard(GuardConfig config) {
        return Guard.allowing(config.allowedNetworks().orElse(List.of()));
    }

    @Produces
    @Singleton
    static Resolver resolver(Guard guard) {
        return new Resolver(guard);
    }
}
