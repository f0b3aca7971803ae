package dev.headrace.cache.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cache.entry.Pending.Write;
import dev.headrace.cache.value.Entry;
import dev.headrace.cache.value.EntryKey;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PendingTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final UUID NAMESPACE = UUID.randomUUID();

    private final Pending pending = new Pending(new EntryConfig() {
        @Override
        public int maxEntries() {
            return 2;
        }

        @Override
        public long maxBytes() {
            return 10;
        }

        @Override
        public Duration retry() {
            return Duration.ofSeconds(1);
        }
    });

    @Test
    void theNewestWriteOfAKeyCounts() {
        // When
        pending.offer(key("a"), put("one"));
        pending.offer(key("a"), put("two"));

        // Then
        assertEquals(Optional.of(put("two")), pending.get(key("a")));
        assertEquals(1, pending.size());
    }

    @Test
    void numberAndBytesAreBounded() {
        assertTrue(pending.offer(key("a"), put("12345")));
        assertFalse(pending.offer(key("b"), put("123456")));
        assertTrue(pending.offer(key("b"), put("12345")));
        assertFalse(pending.offer(key("c"), new Write.Remove(NOW)));
        assertFalse(pending.offer(key("a"), put("123456")));
        assertTrue(pending.offer(key("a"), new Write.Remove(NOW)));
        assertTrue(pending.offer(key("b"), put("1234567890")));
    }

    @Test
    void aNewerWriteSurvivesThatAnOlderOneWasTaken() {
        // Given
        pending.offer(key("a"), put("one"));
        Write older = pending.get(key("a")).orElseThrow();
        pending.offer(key("a"), put("two"));

        // When
        pending.drop(key("a"), older);

        // Then
        assertEquals(Optional.of(put("two")), pending.get(key("a")));
        pending.drop(key("a"), put("two"));
        assertEquals(0, pending.size());
        assertTrue(pending.offer(key("b"), put("1234567890")), "its bytes are free again");
    }

    private static EntryKey key(String key) {
        return new EntryKey("t", NAMESPACE, key);
    }

    private static Write put(String body) {
        return new Write.Put(new Entry("text/plain", Buffer.buffer(body), NOW, NOW.plusSeconds(60)), 100);
    }
}
