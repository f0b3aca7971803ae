package dev.headrace.gateway.ticket;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Forgets tickets that nobody used, every minute. */
@Singleton
final class TicketPurge {
    private static final long EVERY_MS = 60_000;

    private final Vertx vertx;
    private final TicketStore store;
    private long timer;

    TicketPurge(Vertx vertx, TicketStore store) {
        this.vertx = vertx;
        this.store = store;
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(EVERY_MS, tick -> store.purge());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }
}
