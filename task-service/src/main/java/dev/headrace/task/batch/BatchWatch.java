package dev.headrace.task.batch;

import dev.headrace.task.maintain.MaintainConfig;
import dev.headrace.task.maintain.Round;
import dev.headrace.task.signal.Signals;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Finds out that batches have ended: at once where this replica ended one of their tasks, and by the pulse where nobody told.
 * Forgets those that ended long ago.
 */
@Singleton
class BatchWatch implements Signals.Listener {
    /** What does not fit is found when it is due. */
    private static final int MOST_NAMED = 10_000;

    private static final int FORGET_AT_ONCE = 1_000;

    private final Vertx vertx;
    private final LookStore looks;
    private final BatchConfig config;
    private final MaintainConfig rhythm;
    private final Round round;
    private final Round forgetting;
    private final Set<UUID> named = new HashSet<>();
    private boolean gathering;

    BatchWatch(Vertx vertx, LookStore looks, BatchStore store, BatchConfig config, MaintainConfig rhythm) {
        this.vertx = vertx;
        this.looks = looks;
        this.config = config;
        this.rhythm = rhythm;
        this.round = new Round("batches", config.looks(), this::round);
        this.forgetting =
                new Round("forget batches", FORGET_AT_ONCE, () -> store.forget(config.keep(), FORGET_AT_ONCE));
    }

    void start(@Observes StartupEvent event, Signals signals) {
        signals.listen(this);
        vertx.setPeriodic(rhythm.forgetEvery().toMillis(), id -> forgetting.run());
    }

    void stop(@Observes ShutdownEvent event) {
        round.stop();
        forgetting.stop();
    }

    @Override
    public void batchIn(long delayMs) {
        // What lies beyond the next pulse is found by it.
        if (delayMs <= rhythm.pulse().toMillis()) {
            vertx.setTimer(Math.max(1, delayMs), id -> round.run());
        }
    }

    @Override
    public void endedIn(Set<UUID> batches) {
        synchronized (this) {
            if (named.size() < MOST_NAMED) {
                named.addAll(batches);
            }
            if (gathering) {
                return;
            }
            gathering = true;
        }
        vertx.setTimer(Math.max(1, config.gather().toMillis()), id -> gathered());
    }

    private void gathered() {
        synchronized (this) {
            gathering = false;
        }
        round.run();
    }

    private Uni<Integer> round() {
        List<UUID> now;
        synchronized (this) {
            now = named.stream().limit(config.looks()).toList();
            now.forEach(named::remove);
        }
        return looks.look(now)
                .map(looked -> Math.max(looked, now.size()))
                .onFailure()
                .invoke(() -> again(now));
    }

    /** What could not be looked at is looked at later. */
    private void again(List<UUID> batches) {
        vertx.setTimer(config.lookEvery().toMillis(), id -> endedIn(Set.copyOf(batches)));
    }
}
