package dev.headrace.webhook;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Nothing allowed beyond the public internet; one attempt. */
public final class GuardedProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("headrace.webhook.delivery.max-attempts", "1");
    }
}
