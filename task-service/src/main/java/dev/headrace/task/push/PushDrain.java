package dev.headrace.task.push;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The end of a replica: calls under way get some seconds, then their tasks are handed back. No attempt is burnt. */
@Singleton
class PushDrain {
    private static final Logger LOG = Logger.getLogger(PushDrain.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    /** Before everybody else, who may be needed to write what is said last. */
    private static final int EARLY = 100;

    private final Pusher pusher;
    private final Keeper keeper;
    private final PushConfig config;

    PushDrain(Pusher pusher, Keeper keeper, PushConfig config) {
        this.pusher = pusher;
        this.keeper = keeper;
        this.config = config;
    }

    void stop(@Observes @Priority(EARLY) ShutdownEvent event) {
        CompletableFuture<@Nullable Void> idle = pusher.stop();
        if (!ends(idle, config.drain())) {
            LOG.infof(
                    "calls cut off, their tasks are handed back count=%d",
                    keeper.underWay().size());
            keeper.underWay().forEach(push -> push.abort(Push.End.HANDED_BACK));
            ends(idle, LAST_WORDS);
        }
    }

    /** The process ends: this is the one place that waits. */
    private static boolean ends(CompletableFuture<@Nullable Void> idle, Duration patience) {
        try {
            idle.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
