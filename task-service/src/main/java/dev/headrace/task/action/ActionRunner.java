package dev.headrace.task.action;

import dev.headrace.task.maintain.MaintainConfig;
import dev.headrace.task.maintain.Round;
import dev.headrace.task.signal.Signals;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Works off bulk actions, one step of one action after the other: each takes the action that waits longest, so a slow one
 * holds up no other, and replicas share them.
 *
 * <p>A step is one transaction: what it changes, the events, and how far the action is. If it fails, or its replica dies,
 * nothing of it has happened and it is begun again.
 */
@Singleton
class ActionRunner implements Signals.Listener {
    private static final Logger LOG = Logger.getLogger(ActionRunner.class);
    private static final long BACKOFF_MS = 1_000;
    private static final int FORGET_AT_ONCE = 1_000;

    private final Vertx vertx;
    private final ActionStore store;
    private final List<Work> works;
    private final ActionConfig config;
    private final MaintainConfig rhythm;
    private final Round round;
    private final Round forgetting;

    ActionRunner(Vertx vertx, ActionStore store, @All List<Work> works, ActionConfig config, MaintainConfig rhythm) {
        this.vertx = vertx;
        this.store = store;
        this.works = works;
        this.config = config;
        this.rhythm = rhythm;
        this.round = new Round("bulk actions", 1, this::step);
        this.forgetting =
                new Round("forget bulk actions", FORGET_AT_ONCE, () -> store.forget(config.keep(), FORGET_AT_ONCE));
    }

    void start(@Observes StartupEvent event, Signals signals) {
        signals.listen(this);
        vertx.setPeriodic(rhythm.forgetEvery().toMillis(), id -> forgetting.run());
    }

    void stop(@Observes ShutdownEvent event) {
        round.stop();
        forgetting.stop();
    }

    /** There is something to do: look now. */
    void nudge() {
        round.run();
    }

    @Override
    public void stepIn(long delayMs) {
        // What lies beyond the next pulse is found by it.
        if (delayMs <= rhythm.pulse().toMillis()) {
            vertx.setTimer(Math.max(1, delayMs), id -> round.run());
        }
    }

    private Uni<Integer> step() {
        return store.beginStep(config.lease())
                .chain(begun -> begun.isEmpty()
                        ? Uni.createFrom().item(0)
                        : step(begun.get()).onFailure().recoverWithUni(failure -> failed(begun.get(), failure)));
    }

    private Uni<Integer> step(BulkAction action) {
        return work(action.subject())
                .step(action, size(action), (connection, done) -> end(connection, action, done))
                .invoke(done -> stepped(action, done))
                .replaceWith(1);
    }

    private Work work(Subject subject) {
        return works.stream()
                .filter(work -> work.subject() == subject)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody works on " + subject));
    }

    private Uni<?> end(SqlConnection connection, BulkAction action, Work.Done done) {
        BulkAction.Progress now = action.progress().plus(done.left());
        return store.endStep(connection, action, now, done.next(), pauseMs(action, done))
                .invoke(ActionRunner::mustBeInForce);
    }

    /** Another replica has begun the step again, or somebody has stopped the action: nothing of this step happens. */
    private static void mustBeInForce(boolean inForce) {
        if (!inForce) {
            throw new Superseded();
        }
    }

    private static final class Superseded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Superseded() {
            super("the step is not in force any more", null, false, false);
        }
    }

    private void stepped(BulkAction action, Work.Done done) {
        long pause = pauseMs(action, done);
        if (done.next() == null) {
            LOG.infof("bulk action done action_id=%s", action.id());
        } else if (pause > 0) {
            vertx.setTimer(pause, id -> round.run());
        }
    }

    private Uni<Integer> failed(BulkAction action, Throwable failure) {
        if (failure instanceof Superseded) {
            return Uni.createFrom().item(1);
        }
        LOG.warnf("step of a bulk action failed action_id=%s error=%s", action.id(), failure);
        return store.failStep(action, BACKOFF_MS << Math.min(action.failures(), 5), config.maxFailures())
                .replaceWith(1);
    }

    /** With a rate, a step is the work of a second at most. */
    private int size(BulkAction action) {
        return action.ratePerS() == null ? config.step() : Math.min(config.step(), action.ratePerS());
    }

    private static long pauseMs(BulkAction action, Work.Done done) {
        return action.ratePerS() == null ? 0 : done.left().size() * 1_000L / action.ratePerS();
    }
}
