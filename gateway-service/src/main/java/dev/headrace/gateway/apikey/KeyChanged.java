package dev.headrace.gateway.apikey;

import java.time.Instant;
import java.util.UUID;

/** A key in use was revoked or is otherwise not as it was: whoever holds on to it asks again. Fired as a CDI event. */
public record KeyChanged(UUID keyId, Instant at) {
    /** Whether what is known of a key, or stands for it, is from before this change. */
    public boolean ends(KnownKey known) {
        return known.id().equals(keyId) && known.changedAt().isBefore(at);
    }
}
