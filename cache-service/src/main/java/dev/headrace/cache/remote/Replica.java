package dev.headrace.cache.remote;

import jakarta.inject.Singleton;
import java.util.UUID;

/** This process among the replicas; a name that lasts as long as it. */
@Singleton
public final class Replica {
    private final UUID id = UUID.randomUUID();

    public UUID id() {
        return id;
    }
}
