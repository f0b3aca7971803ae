package dev.headrace.webhook;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Loopback allowed, retries quick. */
public final class ServiceProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "headrace.webhook.allowed-networks", "127.0.0.0/8",
                "headrace.webhook.delivery.backoff-base", "PT0.05S",
                "headrace.webhook.delivery.backoff-factor", "1",
                "headrace.webhook.delivery.tick", "PT0.1S",
                "headrace.webhook.delivery.max-attempts", "3",
                "headrace.webhook.delivery.concurrency", "8",
                "headrace.webhook.delivery.endpoint-concurrency", "4");
    }
}
