package dev.headrace.webhook.deliver;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** The slow tick: finds due deliveries that nothing signalled (retries, other replicas' leftovers) and counts. */
@Singleton
public final class Poller {
    private static final Logger LOG = Logger.getLogger(Poller.class);
    private static final int TICKS_PER_COUNT = 15;
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration HAND_BACK = Duration.ofSeconds(2);
    private static final double JITTER = 0.2;

    private final Vertx vertx;
    private final DeliveryStore store;
    private final Dispatcher dispatcher;
    private final DeliverMetrics metrics;
    private final long tickMs;
    private volatile boolean stopped;
    private int ticks;

    public Poller(
            Vertx vertx, DeliveryStore store, Dispatcher dispatcher, DeliverMetrics metrics, DeliverConfig config) {
        this.vertx = vertx;
        this.store = store;
        this.dispatcher = dispatcher;
        this.metrics = metrics;
        this.tickMs = config.tick().toMillis();
    }

    void start(@Observes StartupEvent event) {
        tick();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        try {
            dispatcher.stop().get(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            handBack();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a slow receiver has not answered by now may come twice, but comes soon. */
    private void handBack() {
        try {
            store.handBack(dispatcher.underWay()).await().atMost(HAND_BACK);
        } catch (RuntimeException e) {
            LOG.warnf(
                    "claims not handed back, they end with their lease error=%s",
                    e.getClass().getSimpleName());
        }
    }

    private void tick() {
        if (stopped) {
            return;
        }
        // A timer of its own: the next tick is set when this one is through, so they never overlap.
        store.withDue()
                .invoke(dispatcher::signal)
                .chain(this::count)
                .subscribe()
                .with(done -> again(), this::failed);
    }

    private Uni<Void> count() {
        ticks = (ticks + 1) % TICKS_PER_COUNT;
        return ticks == 1
                ? store.pending().invoke(metrics::pending).replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private void failed(Throwable failure) {
        LOG.warnf("due deliveries not looked for error=%s", failure.getClass().getSimpleName());
        again();
    }

    /** Jittered, so that replicas do not ask in step. */
    private void again() {
        double spread = 1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble();
        vertx.setTimer(Math.max(1, Math.round(tickMs * spread)), timer -> tick());
    }
}
