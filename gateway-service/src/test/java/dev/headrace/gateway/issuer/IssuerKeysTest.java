package dev.headrace.gateway.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.gateway.fixture.SettableClock;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

class IssuerKeysTest {
    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final List<Promise<JsonWebKeySet>> fetches = new ArrayList<>();
    private final AtomicInteger changes = new AtomicInteger();
    private final IssuerKeys keys =
            new IssuerKeys("https://a", this::fetch, new Config(), clock, changes::incrementAndGet);

    private Future<JsonWebKeySet> fetch() {
        Promise<JsonWebKeySet> promise = Promise.promise();
        fetches.add(promise);
        return promise.future();
    }

    @Test
    void manyCallersWaitForOneFetch() {
        // Given
        Future<JsonWebKeySet> first = keys.with("a");
        Future<JsonWebKeySet> second = keys.with("a");
        JsonWebKeySet set = set("a");

        // When
        fetches.getFirst().complete(set);

        // Then
        assertEquals(1, fetches.size());
        assertSame(set, first.result());
        assertSame(set, second.result());
    }

    @Test
    void anUnknownKeyIsAskedForButNotMoreOftenThanAllowed() {
        // Given
        keys.with("a");
        fetches.getFirst().complete(set("a"));
        clock.advance(Duration.ofSeconds(5));

        // When
        Future<JsonWebKeySet> rotated = keys.with("b");
        fetches.get(1).complete(set("b"));
        Future<JsonWebKeySet> again = keys.with("c");

        // Then
        assertEquals("b", rotated.result().getJsonWebKeys().getFirst().getKeyId());
        assertTrue(again.succeeded());
        assertEquals(2, fetches.size());
        assertEquals(1, changes.get());
    }

    @Test
    void keysGoOnWorkingWhileTheIssuerIsAwayAndNobodyWaits() {
        // Given
        keys.with("a");
        fetches.getFirst().complete(set("a"));
        clock.advance(Duration.ofMinutes(11));

        // When
        Future<JsonWebKeySet> meanwhile = keys.with("a");
        fetches.get(1).fail("connection refused");

        // Then
        assertTrue(meanwhile.succeeded());
        assertTrue(keys.with("a").succeeded());
        assertEquals(0, changes.get());
    }

    @Test
    void withoutAnyKeysItIsNotTheCallersFault() {
        // Given
        Future<JsonWebKeySet> refused = keys.with("a");

        // When
        boolean waited = !refused.isComplete();
        fetches.getFirst().fail("timeout");

        // Then
        assertTrue(waited);
        assertEquals(ErrorCode.UNAVAILABLE, code(refused));
        assertEquals(ErrorCode.UNAVAILABLE, code(keys.with("a")));
        assertEquals(1, fetches.size());
    }

    @Test
    void keysOfAnIssuerThatIsAwayForADayAreNotTrustedAnyMore() {
        keys.with("a");
        fetches.getFirst().complete(set("a"));
        clock.advance(Duration.ofHours(25));

        Future<JsonWebKeySet> late = keys.with("a");
        boolean waited = !late.isComplete();
        fetches.get(1).fail("connection refused");

        assertTrue(waited);
        assertFalse(late.succeeded());
    }

    private static ErrorCode code(Future<JsonWebKeySet> refused) {
        return assertInstanceOf(ApiException.class, refused.cause()).code();
    }

    private static JsonWebKeySet set(String id) {
        try {
            JsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return new JsonWebKeySet(key);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Config() implements IssuerConfig {
        @Override
        public Optional<Path> file() {
            return Optional.empty();
        }

        @Override
        public Duration refreshEvery() {
            return Duration.ofMinutes(10);
        }

        @Override
        public Duration retryAfter() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(3);
        }

        @Override
        public Duration withoutIssuer() {
            return Duration.ofHours(24);
        }
    }
}
