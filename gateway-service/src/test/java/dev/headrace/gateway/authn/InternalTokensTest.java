package dev.headrace.gateway.authn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.gateway.fixture.SettableClock;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InternalTokensTest {
    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final AtomicInteger signatures = new AtomicInteger();
    private final InternalTokens tokens =
            new InternalTokens(identity -> identity.tenant() + "#" + signatures.incrementAndGet(), clock);

    @Test
    void oneTokenServesAKeyForTwentySeconds() {
        // Given
        KnownKey key = key("acme");
        String first = tokens.of(key);

        // When
        clock.advance(Duration.ofMillis(19_999));

        // Then
        assertEquals(first, tokens.of(key));
        assertEquals(1, signatures.get());
    }

    @Test
    void afterThatItIsSignedAnew() {
        // Given
        KnownKey key = key("acme");
        String first = tokens.of(key);

        // When
        clock.advance(Duration.ofMillis(20_001));

        // Then
        assertNotEquals(first, tokens.of(key));
    }

    @Test
    void noKeyGetsTheTokenOfAnother() {
        assertEquals("acme#1", tokens.of(key("acme")));
        assertEquals("other#2", tokens.of(key("other")));
    }

    private static KnownKey key(String tenant) {
        UUID id = UUID.randomUUID();
        return new KnownKey(
                id,
                new Identity(tenant, id.toString(), Set.of(Role.USER), "free", Set.of()),
                Instant.EPOCH,
                Long.MAX_VALUE);
    }
}
