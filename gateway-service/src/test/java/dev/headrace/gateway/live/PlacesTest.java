package dev.headrace.gateway.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private final Places places = new Places(new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(LiveConfig.class)
            .withDefaultValue("headrace.live.connections", "4")
            .withDefaultValue("headrace.live.tenant-connections", "3")
            .withDefaultValue("headrace.live.caller-connections", "2")
            .build()
            .getConfigMapping(LiveConfig.class));

    @Test
    void aCallerATenantAndTheGatewayHaveTheirs() {
        assertNull(enter("acme", "ann"));
        assertNull(enter("acme", "ann"));
        refused(ErrorCode.RATE_LIMITED, "You have 2", enter("acme", "ann"));
        assertNull(enter("acme", "bob"));
        refused(ErrorCode.RATE_LIMITED, "Your tenant has 3", enter("acme", "cid"));
        assertNull(enter("other", "ann"));
        refused(ErrorCode.OVERLOADED, "as many", enter("other", "ann"));

        places.leave(identity("acme", "ann"));
        assertNull(enter("acme", "cid"));
        assertEquals(4, places.taken());
    }

    @Test
    void aBucketRefills() {
        Rate rate = new Rate(10, 2, 0);

        assertTrue(rate.take(0));
        assertTrue(rate.take(0));
        assertFalse(rate.take(50_000_000));
        assertTrue(rate.take(100_000_000));
        assertFalse(rate.take(100_000_000));
    }

    private static void refused(ErrorCode code, String says, @org.jspecify.annotations.Nullable ApiException refusal) {
        assertNotNull(refusal);
        assertEquals(code, refusal.code());
        assertTrue(refusal.detail().contains(says), refusal::detail);
    }

    private @org.jspecify.annotations.Nullable ApiException enter(String tenant, String subject) {
        return places.enter(identity(tenant, subject));
    }

    private static Identity identity(String tenant, String subject) {
        return new Identity(tenant, subject, Set.of(Role.USER), "free", Set.of());
    }
}
