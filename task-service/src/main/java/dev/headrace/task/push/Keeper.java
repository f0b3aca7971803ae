package dev.headrace.task.push;

import com.fasterxml.uuid.Generators;
import dev.headrace.task.worker.Heartbeat;
import dev.headrace.task.worker.HeldStore;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Keeps the leases of calls under way alive, in one statement each few seconds, and cuts off calls whose task is to be
 * cancelled or whose lease is lost. Sends nothing while no call is under way.
 */
@Singleton
class Keeper {
    private static final Logger LOG = Logger.getLogger(Keeper.class);

    private final Vertx vertx;
    private final HeldStore held;
    private final PushConfig config;
    private final UUID workerId = Generators.timeBasedEpochGenerator().generate();
    private final Map<UUID, Push> underWay = new ConcurrentHashMap<>();
    private final AtomicBoolean beating = new AtomicBoolean();
    private volatile long timer;

    Keeper(Vertx vertx, HeldStore held, PushConfig config) {
        this.vertx = vertx;
        this.held = held;
        this.config = config;
    }

    /** Under which this replica leases push tasks. */
    UUID workerId() {
        return workerId;
    }

    void hold(Push push) {
        underWay.put(push.task().id(), push);
    }

    void letGo(Push push) {
        underWay.remove(push.task().id(), push);
    }

    List<Push> underWay() {
        return List.copyOf(underWay.values());
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(config.beat().toMillis(), id -> beat());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void beat() {
        List<Push> pushes = underWay();
        if (pushes.isEmpty() || !beating.compareAndSet(false, true)) {
            return;
        }
        List<Heartbeat.Lease> leases = pushes.stream()
                .map(p -> new Heartbeat.Lease(p.task().id(), p.task().lease(), null))
                .toList();
        // The keeper's own work: what fails is made up for by the next beat.
        held.beat(workerId, leases).subscribe().with(alive -> heard(pushes, alive), this::failed);
    }

    private void heard(List<Push> pushes, List<HeldStore.Alive> alive) {
        beating.set(false);
        Map<UUID, Boolean> cancelled = new HashMap<>();
        alive.forEach(a -> cancelled.put(a.taskId(), a.cancel()));
        for (Push push : pushes) {
            if (!push.equals(underWay.get(push.task().id()))) {
                continue;
            }
            Boolean cancel = cancelled.get(push.task().id());
            if (cancel == null) {
                push.abort(Push.End.LOST);
            } else if (cancel) {
                push.abort(Push.End.HANDED_BACK);
            }
        }
    }

    private void failed(Throwable failure) {
        beating.set(false);
        LOG.warnf("leases of calls not prolonged, the next beat tries again error=%s", failure);
    }
}
