package dev.headrace.task.maintain;

import dev.headrace.task.diagnosis.FailureWatch;
import dev.headrace.task.signal.Signals;
import dev.headrace.task.store.TaskTransactions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Ends tasks that took longer than they may, in whatever state they are. */
@Singleton
class Expirer implements Signals.Listener {
    private static final Logger LOG = Logger.getLogger(Expirer.class);

    private final Vertx vertx;
    private final TaskTransactions transactions;
    private final ExpiryStore store;
    private final FailureWatch failures;
    private final Signals signals;
    private final MaintainConfig config;
    private final Round round;

    Expirer(
            Vertx vertx,
            TaskTransactions transactions,
            ExpiryStore store,
            FailureWatch failures,
            Signals signals,
            MaintainConfig config) {
        this.failures = failures;
        this.vertx = vertx;
        this.transactions = transactions;
        this.store = store;
        this.signals = signals;
        this.config = config;
        this.round = new Round("expire", config.batch(), this::expire);
    }

    void start(@Observes StartupEvent event) {
        signals.listen(this);
    }

    void stop(@Observes ShutdownEvent event) {
        round.stop();
    }

    @Override
    public void limitReachedIn(long delayMs) {
        // What lies beyond the next pulse is found by it.
        if (delayMs <= config.pulse().toMillis()) {
            vertx.setTimer(Math.max(1, delayMs), id -> round.run());
        }
    }

    private Uni<Integer> expire() {
        return transactions
                .run((connection, events) -> store.expire(connection, events, config.batch()))
                .invoke(this::tell)
                .map(ExpiryStore.Expired::limits);
    }

    private void tell(ExpiryStore.Expired expired) {
        if (!expired.tasks().isEmpty()) {
            LOG.infof(
                    "tasks ended by their limits in time count=%d",
                    expired.tasks().size());
        }
        expired.tasks().forEach(e -> failures.overdue(e.task().facts(), e.diagnosis()));
        signals.freed(expired.revoked().map(task -> task.facts().kind()).collect(Collectors.toSet()));
        expired.revoked().forEach(this::withdrawn);
    }

    private void withdrawn(Overdue task) {
        if (task.worker() != null) {
            signals.cancelled(task.worker(), task.facts().id(), true);
        }
    }
}
