package dev.headrace.task.deadletter;

import dev.headrace.task.maintain.MaintainConfig;
import dev.headrace.task.maintain.Round;
import dev.headrace.task.signal.Signals;
import dev.headrace.task.store.Reruns;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Resolves dead letters by themselves. A success writes nothing for it: this replica hears of those that it retried and that
 * end here, and looks now and then at the others.
 */
@Singleton
class Settler implements Signals.Listener {
    private static final int MOST_TOLD = 10_000;

    private final Vertx vertx;
    private final SettleStore store;
    private final MaintainConfig rhythm;
    private final List<UUID> told = new ArrayList<>();
    private final Round looking;
    private final Round telling;

    Settler(Vertx vertx, SettleStore store, DeadLetterConfig config, MaintainConfig rhythm) {
        this.vertx = vertx;
        this.store = store;
        this.rhythm = rhythm;
        this.looking = new Round("look at dead letters", config.lookAtOnce(), () -> store.settle(config.lookAtOnce()));
        this.telling = new Round("resolve dead letters", 1, this::settleTold);
    }

    void start(@Observes StartupEvent event, Signals signals, Reruns reruns) {
        signals.listen(this);
        reruns.listen(this::succeeded);
    }

    void stop(@Observes ShutdownEvent event) {
        looking.stop();
        telling.stop();
    }

    @Override
    public void letterIn(long delayMs) {
        // What lies beyond the next pulse is found by it.
        if (delayMs <= rhythm.pulse().toMillis()) {
            vertx.setTimer(Math.max(1, delayMs), id -> looking.run());
        }
    }

    private void succeeded(List<UUID> tasks) {
        synchronized (told) {
            // What is too much is looked at in its time.
            told.addAll(tasks.subList(0, Math.min(tasks.size(), MOST_TOLD - told.size())));
        }
        telling.run();
    }

    private Uni<Integer> settleTold() {
        List<UUID> tasks;
        synchronized (told) {
            tasks = List.copyOf(told);
            told.clear();
        }
        return tasks.isEmpty() ? Uni.createFrom().item(0) : store.settle(tasks).replaceWith(1);
    }
}
