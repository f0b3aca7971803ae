package dev.headrace.gateway.apikey;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** How often a key was used since somebody last wrote it down. One atomic addition per request. */
public final class KeyUse {
    static final KeyUse NONE = new KeyUse(new UUID(0, 0));

    private final UUID keyId;
    private final AtomicLong requests = new AtomicLong();
    private volatile long lastMillis;

    KeyUse(UUID keyId) {
        this.keyId = keyId;
    }

    UUID keyId() {
        return keyId;
    }

    long lastMillis() {
        return lastMillis;
    }

    /** Counts one request. @return whether it is the first since {@link #take} */
    boolean count(long nowMillis) {
        lastMillis = nowMillis;
        return requests.getAndIncrement() == 0;
    }

    /** Takes what was counted. */
    long take() {
        return requests.getAndSet(0);
    }

    /** Puts back what could not be written. @return whether nothing was counted meanwhile */
    boolean giveBack(long count) {
        return requests.getAndAdd(count) == 0;
    }
}
