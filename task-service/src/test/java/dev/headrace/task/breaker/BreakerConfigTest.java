package dev.headrace.task.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.task.model.BreakerSettings;
import dev.headrace.task.rule.BreakerConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerConfigTest {
    @Test
    void theDefaultsAreThoseOfTheDocs() {
        BreakerSettings defaults = new SmallRyeConfigBuilder()
                .withMapping(BreakerConfig.class)
                .build()
                .getConfigMapping(BreakerConfig.class)
                .settings();
        assertEquals(
                new BreakerSettings(
                        true,
                        0.5,
                        20,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(10),
                        3,
                        Duration.ofSeconds(10)),
                defaults);
    }
}
