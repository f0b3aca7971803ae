package dev.headrace.task.worker;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.identity.Identity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The workers that call: registers them, knows them from memory where it can, and keeps their leases alive. */
@Singleton
public class Workers {
    private final WorkerStore store;
    private final HeldStore held;
    private final Roster roster;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    Workers(WorkerStore store, HeldStore held, Roster roster) {
        this.store = store;
        this.held = held;
        this.roster = roster;
    }

    Uni<Worker> register(String tenant, WorkerResource.Registration asked) {
        Worker worker = new Worker(
                ids.generate(), tenant, asked.tenantSet(), asked.typeSet(), asked.queueSet(), asked.slotCount());
        return store.register(worker, String.valueOf(asked.name()))
                .invoke(() -> roster.heard(worker))
                .replaceWith(worker);
    }

    /** The worker of an id, which is calling. Fails with WORKER_NOT_FOUND if the caller's tenant has none. */
    public Uni<Worker> require(UUID id, Identity caller) {
        Optional<Worker> known = roster.known(id);
        Uni<Optional<Worker>> found =
                known.isEmpty() ? store.find(id) : Uni.createFrom().item(known);
        return found.map(w -> ofTenant(w, id, caller));
    }

    private Worker ofTenant(Optional<Worker> found, UUID id, Identity caller) {
        Worker worker = found.filter(w -> w.tenant().equals(caller.tenant())).orElseThrow(() -> unknown(id.toString()));
        roster.heard(worker);
        return worker;
    }

    static ApiException unknown(String id) {
        return new ApiException(ErrorCode.WORKER_NOT_FOUND, "There is no worker " + id + "; register again");
    }

    /** Prolongs the leases that are in force, and says what the worker must know. */
    public Uni<Heartbeat.Reply> beat(Worker worker, List<Heartbeat.Lease> leases) {
        return held.beat(worker.id(), leases).map(alive -> reply(worker, leases, alive));
    }

    private Heartbeat.Reply reply(Worker worker, List<Heartbeat.Lease> leases, List<HeldStore.Alive> alive) {
        Set<UUID> inForce = new HashSet<>();
        alive.forEach(a -> inForce.add(a.taskId()));
        List<UUID> cancel = alive.stream()
                .filter(HeldStore.Alive::cancel)
                .map(HeldStore.Alive::taskId)
                .toList();
        List<UUID> stale = leases.stream()
                .map(Heartbeat.Lease::taskId)
                .filter(id -> id != null && !inForce.contains(id))
                .toList();
        return new Heartbeat.Reply(cancel, stale, roster.isDraining(worker.id()));
    }
}
