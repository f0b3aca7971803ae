package dev.headrace.cache.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cache.value.Entry;
import dev.headrace.cache.value.EntryKey;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LocalCacheTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final LocalCache cache = new LocalCache(() -> 10_000, Clock.fixed(NOW, ZoneOffset.UTC));
    private final EntryKey key = new EntryKey("t", UUID.randomUUID(), "k");

    @Test
    void keepsWhatLevelTwoHad() {
        // When
        cache.fill(key, entry("v", 60), cache.stamp(key));

        // Then
        assertEquals(Optional.of(entry("v", 60)), cache.get(key));
    }

    @Test
    void aReadThatAnInvalidationOvertookIsNotKept() {
        // Given
        long stamp = cache.stamp(key);

        // When
        cache.invalidate(key);
        cache.fill(key, entry("old", 60), stamp);

        // Then
        assertEquals(Optional.empty(), cache.get(key));
    }

    @Test
    void aReadThatAFlushOvertookIsNotKept() {
        // Given
        long stamp = cache.stamp(key);

        // When
        cache.flush();
        cache.fill(key, entry("old", 60), stamp);

        // Then
        assertEquals(Optional.empty(), cache.get(key));
    }

    @Test
    void anExpiredEntryIsNotGivenOut() {
        // When
        cache.fill(key, entry("v", 0), cache.stamp(key));

        // Then
        assertEquals(Optional.empty(), cache.get(key));
    }

    @Test
    void weightIsBounded() {
        // When
        for (int i = 0; i < 100; i++) {
            EntryKey each = new EntryKey("t", key.namespace(), "k" + i);
            cache.fill(each, entry("x".repeat(1_000), 60), cache.stamp(each));
        }

        // Then
        assertTrue(cache.size() <= 8, "kept " + cache.size());
    }

    private static Entry entry(String body, int seconds) {
        return new Entry("text/plain", Buffer.buffer(body), NOW, NOW.plusSeconds(seconds));
    }
}
