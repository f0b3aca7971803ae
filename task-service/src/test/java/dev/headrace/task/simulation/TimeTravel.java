package dev.headrace.task.simulation;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Rows may be moved into the past: nothing is concluded from what was not there a while ago. */
public final class TimeTravel implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("headrace.maintain.grace", "P3650D");
    }
}
