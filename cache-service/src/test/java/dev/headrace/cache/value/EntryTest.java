package dev.headrace.cache.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EntryTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");

    @Test
    void comesBackFromRedisAsItWent() {
        for (String body : new String[] {"", "\n\n", "1 2 three\n", "žluťoučký"}) {
            Entry entry = new Entry("text/plain; charset=utf-8", Buffer.buffer(body), NOW, NOW.plusMillis(7));
            assertEquals(entry, Entry.decode(entry.encode()));
        }
    }

    @Test
    void beginsWithThirteenDigitsForTheScripts() {
        // When
        Buffer bytes = new Entry("a/b", Buffer.buffer("x"), NOW, NOW).encode();

        // Then
        assertEquals(Long.toString(NOW.toEpochMilli()), bytes.getString(0, 13));
    }

    @Test
    void somethingElseIsRefused() {
        for (String other : new String[] {"", "abc", "1 2", "1 2\nbody", "x y z\nbody"}) {
            assertThrows(IllegalArgumentException.class, () -> Entry.decode(Buffer.buffer(other)), other);
        }
    }

    @Test
    void expiresAtItsMoment() {
        // Given
        Entry entry = new Entry("a/b", Buffer.buffer(), NOW, NOW.plusMillis(10));

        // When / Then
        assertFalse(entry.isExpired(NOW.plusMillis(9)));
        assertTrue(entry.isExpired(NOW.plusMillis(10)));
        assertEquals(Duration.ofMillis(9), entry.age(NOW.plusMillis(9)));
        assertEquals(Duration.ZERO, entry.age(NOW.minusSeconds(5)));
    }
}
