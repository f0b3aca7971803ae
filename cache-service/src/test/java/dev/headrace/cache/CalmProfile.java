package dev.headrace.cache;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A busy machine does not make Redis look away: which level answers is what these tests are about. */
public final class CalmProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("headrace.cache.invalidation.silence", "PT30S", "headrace.cache.remote.timeout", "PT5S");
    }
}
