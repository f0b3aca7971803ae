package dev.headrace.task.maintain;

import dev.headrace.task.idempotency.ExpiredKeys;
import dev.headrace.task.idempotency.IdempotencyConfig;
import dev.headrace.task.worker.WorkerConfig;
import dev.headrace.task.worker.WorkerStore;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Forgets workers that were not heard of for a long time, and idempotency keys that have expired. */
@Singleton
class Forgetter {
    private static final int FULL = 1_000;

    private final Vertx vertx;
    private final MaintainConfig config;
    private final IdempotencyConfig idempotency;
    private final Round workers;
    private final Round keys;

    Forgetter(
            Vertx vertx,
            WorkerStore workerStore,
            WorkerConfig worker,
            ExpiredKeys expiredKeys,
            IdempotencyConfig idempotency,
            MaintainConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.idempotency = idempotency;
        this.workers = new Round(
                "forget workers",
                FULL,
                () -> workerStore.forget(worker.forgetAfter().toMillis()));
        this.keys = new Round("forget keys", FULL, () -> expiredKeys.forget(FULL));
    }

    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(config.forgetEvery().toMillis(), id -> workers.run());
        vertx.setPeriodic(idempotency.forgetEvery().toMillis(), id -> keys.run());
    }

    void stop(@Observes ShutdownEvent event) {
        workers.stop();
        keys.stop();
    }
}
