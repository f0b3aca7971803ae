package dev.headrace.gateway.live;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;

/** The defaults, but for some. */
final class Settings {
    private Settings() {}

    /** @param some without their prefix */
    static LiveConfig with(Map<String, String> some) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(LiveConfig.class);
        some.forEach((name, value) -> builder.withDefaultValue("headrace.live." + name, value));
        return builder.build().getConfigMapping(LiveConfig.class);
    }
}
