package dev.headrace.gateway.authn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.gateway.fixture.SettableClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");

    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final FailedAttempts attempts = new FailedAttempts(new Config(), clock);

    @Test
    void afterTooManyOneWaitsForTheNext() {
        // Given
        fail(HERE, 3);

        // When
        long wait = attempts.waitMillis(HERE);
        clock.advance(Duration.ofMillis(wait));

        // Then
        assertTrue(wait > 0 && wait <= 10_001, "waits " + wait);
        assertEquals(0, attempts.waitMillis(HERE));
        attempts.count(HERE);
        assertTrue(attempts.waitMillis(HERE) > 0);
    }

    @Test
    void aLongFloodCostsNoMoreThanAShortOne() {
        fail(HERE, 1_000);

        clock.advance(Duration.ofSeconds(31));

        assertEquals(0, attempts.waitMillis(HERE));
    }

    @Test
    void othersAreNotConcerned() {
        fail(HERE, 10);

        assertEquals(0, attempts.waitMillis(InetAddress.ofLiteral("192.0.2.2")));
    }

    @Test
    void allAddressesOfOneSiteAreOne() {
        fail(InetAddress.ofLiteral("2001:db8:0:1::1"), 3);

        assertTrue(attempts.waitMillis(InetAddress.ofLiteral("2001:db8:0:1:ffff::2")) > 0);
        assertEquals(0, attempts.waitMillis(InetAddress.ofLiteral("2001:db8:0:2::1")));
    }

    private void fail(InetAddress address, int times) {
        for (int i = 0; i < times; i++) {
            attempts.count(address);
        }
    }

    private record Config() implements AuthnConfig {
        @Override
        public Optional<List<String>> trustedProxies() {
            return Optional.empty();
        }

        @Override
        public int failures() {
            return 3;
        }

        @Override
        public int failuresPerMinute() {
            return 6;
        }

        @Override
        public int addresses() {
            return 100;
        }
    }
}
