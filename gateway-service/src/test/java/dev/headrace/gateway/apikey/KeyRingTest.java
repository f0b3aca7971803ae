package dev.headrace.gateway.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private static final Instant MADE = Instant.parse("2026-11-22T00:00:00Z");
    private static final KeyConfig CONFIG = new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(KeyConfig.class)
            .withDefaultValue("headrace.keys.lookups", "2")
            .build()
            .getConfigMapping(KeyConfig.class);

    private final List<Promise<Optional<KnownKey>>> lookups = new ArrayList<>();
    private final KeyRing ring = new KeyRing(ref -> lookup(), CONFIG);

    @Test
    void askersOfOneKeyShareOneLookUpAndLaterOnesNeedNone() {
        // Given
        String text = KeyText.make(KeyMode.LIVE);
        KnownKey key = key(Long.MAX_VALUE);
        Future<KnownKey> first = ring.find(text);
        Future<KnownKey> second = ring.find(text);

        // When
        lookups.getFirst().complete(Optional.of(key));

        // Then
        assertSame(key, first.result());
        assertSame(key, second.result());
        assertSame(key, ring.find(text).result());
        assertEquals(1, lookups.size());
    }

    @Test
    void aRefusedKeyIsRememberedToo() {
        String text = KeyText.make(KeyMode.LIVE);
        Future<KnownKey> first = ring.find(text);
        lookups.getFirst().complete(Optional.empty());

        assertEquals(ErrorCode.UNAUTHENTICATED, code(first));
        assertEquals(ErrorCode.UNAUTHENTICATED, code(ring.find(text)));
        assertEquals(1, lookups.size());
    }

    @Test
    void whatCannotBeAKeyIsNotLookedUp() {
        assertEquals(ErrorCode.API_KEY_MISTYPED, code(ring.find("sk_short")));
        assertTrue(ring.wasRefused("sk_short"));
        assertTrue(lookups.isEmpty());
    }

    @Test
    void aChangedKeyIsLookedUpAgain() {
        // Given
        String text = KeyText.make(KeyMode.LIVE);
        ring.find(text);
        KnownKey key = key(Long.MAX_VALUE);
        lookups.getFirst().complete(Optional.of(key));
        List<KeyChange> told = new ArrayList<>();

        // When
        ring.forget(List.of(new KeyChange(new KeyId(key.id()), KeyHash.ofKey(text), false, MADE)), told::add);
        boolean stillKnown = ring.find(text).isComplete();
        KeyChange change = new KeyChange(new KeyId(key.id()), KeyHash.ofKey(text), false, MADE.plusSeconds(1));
        ring.forget(List.of(change), told::add);

        // Then
        assertTrue(stillKnown);
        assertFalse(ring.find(text).isComplete());
        assertEquals(List.of(change), told);
    }

    @Test
    void aKeyIsFoundByItsIdToo() {
        // Given
        KnownKey key = key(Long.MAX_VALUE);
        KeyId id = new KeyId(key.id());
        ring.find(id);
        lookups.getFirst().complete(Optional.of(key));

        // When
        ring.forget(List.of(new KeyChange(id, KeyHash.ofKey("x"), true, MADE.plusSeconds(1))), told -> {});

        // Then
        assertNull(ring.inMemory(id));
    }

    @Test
    void lookUpsAreBounded() {
        ring.find(KeyText.make(KeyMode.LIVE));
        ring.find(KeyText.make(KeyMode.LIVE));

        assertEquals(ErrorCode.OVERLOADED, code(ring.find(KeyText.make(KeyMode.LIVE))));
        assertEquals(2, lookups.size());
    }

    @Test
    void aDatabaseThatFailsIsNotTheCallersFaultAndIsAskedAgain() {
        // Given
        String text = KeyText.make(KeyMode.LIVE);
        Future<KnownKey> first = ring.find(text);

        // When
        lookups.getFirst().fail("connection refused");

        // Then
        assertEquals(ErrorCode.UNAVAILABLE, code(first));
        assertFalse(ring.find(text).isComplete());
    }

    private Future<Optional<KnownKey>> lookup() {
        Promise<Optional<KnownKey>> promise = Promise.promise();
        lookups.add(promise);
        return promise.future();
    }

    private static ErrorCode code(Future<KnownKey> refused) {
        return assertInstanceOf(ApiException.class, refused.cause()).code();
    }

    private static KnownKey key(long expiresAt) {
        Identity identity = new Identity("t", "s", Set.of(Role.USER), "free", Set.of());
        return new KnownKey(UUID.randomUUID(), identity, MADE, expiresAt, List.of());
    }
}
