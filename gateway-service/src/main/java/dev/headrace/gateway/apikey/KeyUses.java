package dev.headrace.gateway.apikey;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Writes down how much keys are used: every few seconds, in statements of up to a thousand keys, never while a request
 * waits. What waits is bounded by the keys in memory. A gateway that is killed loses the last seconds.
 */
@Singleton
public final class KeyUses {
    private static final Logger LOG = Logger.getLogger(KeyUses.class);
    private static final int BATCH = 1_000;
    private static final long LAST_CHANCE_MS = 2_000;
    private static final int PURGE_EVERY = 720;

    private final Vertx vertx;
    private final UsageStore store;
    private final KeyConfig config;
    private final Clock clock;
    private final ConcurrentLinkedQueue<KeyUse> unwritten = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;
    private volatile int rounds;

    public KeyUses(Vertx vertx, UsageStore store, KeyConfig config, Clock clock) {
        this.vertx = vertx;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /** Counts one request with a key. */
    public void count(KnownKey key) {
        KeyUse use = key.use();
        if (use != KeyUse.NONE && use.count(clock.millis())) {
            unwritten.add(use);
        }
    }

    void start(@Observes StartupEvent event) {
        next();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        try {
            write().toCompletionStage().toCompletableFuture().get(LAST_CHANCE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the last uses of keys are not written", e);
        }
    }

    private void next() {
        if (!stopped) {
            vertx.setTimer(
                    config.usageEvery().toMillis(),
                    tick -> write().compose(written -> purge()).onComplete(done -> next()));
        }
    }

    private Future<Void> purge() {
        rounds = (rounds + 1) % PURGE_EVERY;
        return rounds == 1 ? store.purge(config.usageDays()) : Future.succeededFuture();
    }

    /** Writes what was counted until now. */
    Future<Void> write() {
        List<UsageStore.Count> batch = new ArrayList<>();
        List<KeyUse> uses = new ArrayList<>();
        for (KeyUse use = unwritten.poll(); use != null; use = unwritten.poll()) {
            batch.add(new UsageStore.Count(use.keyId(), use.take(), use.lastMillis()));
            uses.add(use);
            if (batch.size() == BATCH) {
                break;
            }
        }
        if (batch.isEmpty()) {
            return Future.succeededFuture();
        }
        Future<Void> written = store.add(batch).recover(failure -> kept(batch, uses, failure));
        return batch.size() < BATCH ? written : written.compose(done -> write());
    }

    private Future<Void> kept(List<UsageStore.Count> batch, List<KeyUse> uses, Throwable failure) {
        LOG.debug("uses of keys are written later", failure);
        for (int i = 0; i < uses.size(); i++) {
            if (uses.get(i).giveBack(batch.get(i).requests())) {
                unwritten.add(uses.get(i));
            }
        }
        return Future.failedFuture(failure);
    }
}
