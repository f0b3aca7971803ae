package dev.headrace.webhook.deliver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeliverConfigTest {
    @Test
    void theDefaultsAreTheDocumentedOnes() {
        // When
        DeliverConfig config = new SmallRyeConfigBuilder()
                .withMapping(DeliverConfig.class)
                .build()
                .getConfigMapping(DeliverConfig.class);

        // Then
        assertEquals(256, config.concurrency());
        assertEquals(16, config.endpointConcurrency());
        assertEquals(Duration.ofSeconds(5), config.connectTimeout());
        assertEquals(Duration.ofSeconds(15), config.timeout());
        assertEquals(Duration.ofSeconds(30), config.lease());
        assertEquals(Duration.ofSeconds(1), config.tick());
        assertEquals(10, config.maxAttempts());
        assertEquals(Duration.ofSeconds(5), config.backoffBase());
        assertEquals(Duration.ofHours(6), config.backoffMax());
        assertEquals(4, config.backoffFactor());
    }
}
