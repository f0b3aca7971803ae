package dev.headrace.task.worker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What this replica remembers of workers. The database is the truth; {@link RollCall} brings it here. */
@Singleton
public class Roster {
    private final Cache<UUID, Worker> known = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofMinutes(30))
            .build();
    private final Set<UUID> heard = ConcurrentHashMap.newKeySet();
    private final Set<UUID> draining = ConcurrentHashMap.newKeySet();

    Optional<Worker> known(UUID id) {
        return Optional.ofNullable(known.getIfPresent(id));
    }

    /** It exists, and has just called. */
    void heard(Worker worker) {
        known.asMap().putIfAbsent(worker.id(), worker);
        heard.add(worker.id());
    }

    void drain(UUID id) {
        draining.add(id);
    }

    /** It is no more: its next call is told so. */
    void forget(UUID id) {
        known.invalidate(id);
    }

    /** Whether a worker is to end: it leases nothing more. */
    public boolean isDraining(UUID id) {
        return draining.contains(id);
    }

    /** Who has called since this was asked the last time. */
    Set<UUID> takeHeard() {
        Set<UUID> taken = new HashSet<>();
        heard.removeIf(taken::add);
        return taken;
    }

    /** What the database says of those who were heard of. */
    void correct(Set<UUID> asked, WorkerStore.Roll roll) {
        asked.stream().filter(id -> !roll.present().contains(id)).forEach(this::forget);
        draining.retainAll(roll.draining());
        draining.addAll(roll.draining());
    }
}
