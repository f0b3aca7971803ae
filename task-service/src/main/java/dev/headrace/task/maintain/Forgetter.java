package dev.headrace.task.maintain;

import dev.headrace.task.worker.WorkerConfig;
import dev.headrace.task.worker.WorkerStore;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Forgets workers that were not heard of for a long time. */
@Singleton
class Forgetter {
    private static final int FULL = 1_000;

    private final Vertx vertx;
    private final MaintainConfig config;
    private final Round round;

    Forgetter(Vertx vertx, WorkerStore store, WorkerConfig workers, MaintainConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.round = new Round(
                "forget", FULL, () -> store.forget(workers.forgetAfter().toMillis()));
    }

    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(config.forgetEvery().toMillis(), id -> round.run());
    }

    void stop(@Observes ShutdownEvent event) {
        round.stop();
    }
}
