package dev.headrace.task.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The leases that this replica gave and nobody has ended yet, as far as it knows. Never the truth: a lease that is
 * missing here is looked up in the database, and one that is here may be over.
 */
@Singleton
public class HeldLeases {
    /** Some 40 MiB at most: a lease that ends on another replica stays here until it is pushed out. */
    private static final int MOST = 50_000;

    private final Cache<Key, Held> leases = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(Duration.ofHours(1))
            .build();

    private record Key(UUID taskId, long lease) {}

    public void add(Held held) {
        leases.put(new Key(held.facts().id(), held.lease()), held);
    }

    public Optional<Held> find(UUID taskId, long lease) {
        return Optional.ofNullable(leases.getIfPresent(new Key(taskId, lease)));
    }

    /** It has ended. */
    public void remove(UUID taskId, long lease) {
        leases.invalidate(new Key(taskId, lease));
    }
}
