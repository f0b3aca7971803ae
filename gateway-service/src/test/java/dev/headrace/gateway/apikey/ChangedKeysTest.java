package dev.headrace.gateway.apikey;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChangedKeysTest {
    private static final Instant MADE = Instant.parse("2026-11-22T00:00:00Z");
    private static final Instant REVOKED = MADE.plusSeconds(1);

    private final ChangedKeys changes = new ChangedKeys();
    private final UUID id = UUID.randomUUID();

    @Test
    void whatIsKnownFromBeforeAChangeHasEnded() {
        changes.note(new KeyChanged(id, REVOKED));

        assertTrue(changes.haveEnded(known(id, MADE)));
        assertFalse(changes.haveEnded(known(id, REVOKED)));
        assertFalse(changes.haveEnded(known(UUID.randomUUID(), MADE)));
    }

    @Test
    void aChangeIsNewsOnceAndAnEarlierOneIsNone() {
        assertTrue(changes.note(new KeyChanged(id, MADE)));
        assertTrue(changes.note(new KeyChanged(id, REVOKED)));

        assertFalse(changes.note(new KeyChanged(id, REVOKED)));
        assertFalse(changes.note(new KeyChanged(id, MADE)));
        assertTrue(changes.haveEnded(known(id, MADE)));
    }

    private static KnownKey known(UUID id, Instant changedAt) {
        Identity identity = new Identity("t", "s", Set.of(Role.USER), "free", Set.of());
        return new KnownKey(id, identity, changedAt, Long.MAX_VALUE, List.of());
    }
}
