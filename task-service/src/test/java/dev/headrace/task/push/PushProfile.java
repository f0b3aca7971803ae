package dev.headrace.task.push;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Loopback allowed, few places, short leases. */
public final class PushProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "headrace.push.allowed-networks", "127.0.0.0/8",
                "headrace.push.concurrency", "6",
                "headrace.push.host-concurrency", "3",
                "headrace.push.connect-timeout", "PT1S",
                "headrace.push.lease-ms", "2000",
                "headrace.push.beat", "PT0.3S",
                "headrace.push.drain", "PT0.2S");
    }
}
