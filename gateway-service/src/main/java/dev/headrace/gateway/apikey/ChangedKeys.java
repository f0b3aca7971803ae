package dev.headrace.gateway.apikey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The keys that changed within the last minute. Each change is told once, to whoever holds on to a key then; who has just begun
 * to, with what it knew from before, finds the change here.
 */
@Singleton
public final class ChangedKeys {
    /** Longer than changes are found again, and than anybody is on the way from knowing a key to holding on to it. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private static final int MOST = 10_000;

    private final Cache<UUID, Instant> changes =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();

    /** Notes a change; false if it was noted already, or a later one of the same key. */
    public boolean note(KeyChanged change) {
        Instant before = changes.getIfPresent(change.keyId());
        if (before != null && !before.isBefore(change.at())) {
            return false;
        }
        changes.asMap().merge(change.keyId(), change.at(), (one, other) -> one.isAfter(other) ? one : other);
        return true;
    }

    /** Whether what is known of a key is from before its last change. To be asked after joining those who are told of changes. */
    public boolean haveEnded(KnownKey known) {
        Instant at = changes.getIfPresent(known.id());
        return at != null && new KeyChanged(known.id(), at).ends(known);
    }
}
