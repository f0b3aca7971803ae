package dev.headrace.task.idempotency;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Counts what becomes of keys, and writes it down now and then for all replicas. A kill loses the last seconds of it. */
@Singleton
public class Usage {
    private static final Logger LOG = Logger.getLogger(Usage.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final UsageStore store;
    private final IdempotencyConfig config;
    private final IdempotencyMetrics metrics;
    private Counts counts = new Counts();
    private long timer;

    Usage(Vertx vertx, UsageStore store, IdempotencyConfig config, IdempotencyMetrics metrics) {
        this.vertx = vertx;
        this.store = store;
        this.config = config;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(config.noteEvery().toMillis(), id -> note());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
        write().onFailure().recoverWithNull().await().atMost(LAST_WORDS);
    }

    /** Counts one submission with a key. */
    public void count(String tenant, String type, Result result) {
        metrics.counted(result);
        synchronized (this) {
            counts.add(tenant, type, result);
        }
    }

    /** Counts the time of a repeat that was recognised. */
    public void repeat(String tenant, Way way, long nanos) {
        metrics.repeat(way, Duration.ofNanos(nanos));
        synchronized (this) {
            counts.add(tenant, way, Latency.bucket(nanos));
        }
    }

    private void note() {
        // Nobody waits for it; what was not written is written the next time.
        write().subscribe().with(done -> {}, failure -> LOG.warnf("counts of keys not written error=%s", failure));
    }

    /** Writes down what was counted until now. */
    Uni<Void> write() {
        Counts written;
        synchronized (this) {
            if (counts.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            written = counts;
            counts = new Counts();
        }
        return store.add(written).onFailure().invoke(() -> keep(written));
    }

    private synchronized void keep(Counts unwritten) {
        unwritten.addTo(counts);
    }
}
