package dev.headrace.task.worker;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.identity.Identity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Knows the workers, from memory where it can. */
@Singleton
public class Workers {
    private final WorkerStore store;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
    private final Cache<UUID, Worker> known = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofMinutes(30))
            .build();

    Workers(WorkerStore store) {
        this.store = store;
    }

    Uni<Worker> register(String tenant, WorkerResource.Registration asked) {
        Worker worker = new Worker(ids.generate(), tenant, asked.typeSet(), asked.queueSet(), asked.slotCount());
        return store.register(worker, String.valueOf(asked.name()))
                .invoke(() -> known.put(worker.id(), worker))
                .replaceWith(worker);
    }

    /** The worker of an id. Fails with WORKER_NOT_FOUND if the caller's tenant has none. */
    public Uni<Worker> require(UUID id, Identity caller) {
        Worker worker = known.getIfPresent(id);
        Uni<Optional<Worker>> found =
                worker == null ? store.find(id) : Uni.createFrom().item(Optional.of(worker));
        return found.map(w -> ofTenant(w, id, caller));
    }

    private Worker ofTenant(Optional<Worker> found, UUID id, Identity caller) {
        Worker worker = found.filter(w -> w.tenant().equals(caller.tenant()))
                .orElseThrow(() ->
                        new ApiException(ErrorCode.WORKER_NOT_FOUND, "There is no worker " + id + "; register again"));
        known.put(id, worker);
        return worker;
    }

    Uni<Heartbeat.Reply> beat(Worker worker, List<Heartbeat.Lease> leases) {
        return store.beat(worker.id(), leases).map(alive -> reply(leases, alive));
    }

    private static Heartbeat.Reply reply(List<Heartbeat.Lease> leases, List<WorkerStore.Alive> alive) {
        Set<UUID> inForce = new HashSet<>();
        alive.forEach(a -> inForce.add(a.taskId()));
        List<UUID> cancel = alive.stream()
                .filter(WorkerStore.Alive::cancel)
                .map(WorkerStore.Alive::taskId)
                .toList();
        List<UUID> stale = leases.stream()
                .map(Heartbeat.Lease::taskId)
                .filter(id -> id != null && !inForce.contains(id))
                .toList();
        return new Heartbeat.Reply(cancel, stale, false);
    }
}
