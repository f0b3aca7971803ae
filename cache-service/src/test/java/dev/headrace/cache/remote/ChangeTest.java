package dev.headrace.cache.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.cache.value.EntryKey;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChangeTest {
    @Test
    void comesBackAsItWasTold() {
        List<Change> changes = List.of(
                new Change.Changed(
                        UUID.randomUUID(), new EntryKey("a tenant", UUID.randomUUID(), "a key with / and spaces")),
                new Change.Gone("a tenant", "n"),
                new Change.Beat(UUID.randomUUID()));
        changes.forEach(change -> assertEquals(Optional.of(change), Change.parse(change.text())));
    }

    @Test
    void whatIsUnknownIsLeftAlone() {
        for (String text : List.of("", "later version", "changed a", "beat x", "changed x t not-an-id k")) {
            assertEquals(Optional.empty(), Change.parse(text), text);
        }
    }
}
