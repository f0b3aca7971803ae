package dev.headrace.webhook.guard;

import dev.headrace.webhook.guard.rule.Guard;
import dev.headrace.webhook.guard.rule.Network;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Makes the one guard of this process from its configuration; a broken network stops the start. */
final class GuardProducer {
    private GuardProducer() {}

    @Produces
    @Singleton
    static Guard guard(GuardConfig config) {
        return new Guard(config.allowedNetworks().orElse(List.of()).stream()
                .map(Network::parse)
                .toList());
    }
}
