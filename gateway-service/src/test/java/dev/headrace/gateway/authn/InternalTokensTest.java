package dev.headrace.gateway.authn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.gateway.fixture.SettableClock;
import dev.headrace.gateway.route.Service;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InternalTokensTest {
    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final AtomicInteger signatures = new AtomicInteger();
    private final InternalTokens tokens = new InternalTokens(
            (identity, service) -> service + " " + identity.tenant() + "#" + signatures.incrementAndGet(), clock);

    @Test
    void oneTokenServesAKeyForTwentySeconds() {
        // Given
        KnownKey key = key("acme");
        String first = tokens.of(key, Service.TASK);

        // When
        clock.advance(Duration.ofMillis(19_999));

        // Then
        assertEquals(first, tokens.of(key, Service.TASK));
        assertEquals(1, signatures.get());
    }

    @Test
    void afterThatItIsSignedAnew() {
        // Given
        KnownKey key = key("acme");
        String first = tokens.of(key, Service.TASK);

        // When
        clock.advance(Duration.ofMillis(20_001));

        // Then
        assertNotEquals(first, tokens.of(key, Service.TASK));
    }

    @Test
    void noKeyGetsTheTokenOfAnother() {
        assertEquals("TASK acme#1", tokens.of(key("acme"), Service.TASK));
        assertEquals("TASK other#2", tokens.of(key("other"), Service.TASK));
    }

    @Test
    void eachServiceGetsATokenOfItsOwn() {
        KnownKey key = key("acme");

        assertEquals("TASK acme#1", tokens.of(key, Service.TASK));
        assertEquals("WEBHOOK acme#2", tokens.of(key, Service.WEBHOOK));
        assertEquals("TASK acme#1", tokens.of(key, Service.TASK));
    }

    private static KnownKey key(String tenant) {
        UUID id = UUID.randomUUID();
        return new KnownKey(
                id,
                new Identity(tenant, id.toString(), Set.of(Role.USER), "free", Set.of()),
                Instant.EPOCH,
                Long.MAX_VALUE,
                List.of());
    }
}
