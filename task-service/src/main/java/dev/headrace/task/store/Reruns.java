package dev.headrace.task.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tasks with a dead letter that this replica gave another run, so that their success is told at once. Never the truth: the
 * dead letters of those that are missing here, or end on another replica, are looked at now and then.
 */
@Singleton
public class Reruns {
    /** Some 5 MiB at most. */
    private static final int MOST = 50_000;

    private final Cache<UUID, Boolean> open = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(Duration.ofHours(1))
            .build();
    private final List<Consumer<List<UUID>>> listeners = new CopyOnWriteArrayList<>();

    /** Wants to know which of them have succeeded. */
    public void listen(Consumer<List<UUID>> listener) {
        listeners.add(listener);
    }

    /** They are to run again. */
    public void begun(Collection<UUID> tasks) {
        tasks.forEach(task -> open.put(task, true));
    }

    public boolean areAny() {
        return !open.asMap().isEmpty();
    }

    /** These tasks have succeeded, whether they are of those or not. */
    public void ended(List<UUID> tasks) {
        List<UUID> known =
                tasks.stream().filter(task -> open.asMap().remove(task) != null).toList();
        if (!known.isEmpty()) {
            listeners.forEach(listener -> listener.accept(known));
        }
    }
}
