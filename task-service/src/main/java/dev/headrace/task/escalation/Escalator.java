package dev.headrace.task.escalation;

import dev.headrace.task.signal.Floors;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.signal.Signals;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Moves up what has waited for long, in rounds. The pulse says anyhow since when the first task of each kind and priority waits:
 * a round without one that waits for some seconds asks the database nothing.
 *
 * <p>Replicas do their rounds on their own. What one moves is not as another one saw it, so each rise happens once.
 */
@Singleton
class Escalator implements Signals.Listener {
    private static final Logger LOG = Logger.getLogger(Escalator.class);
    private static final int MOST_PLACES = 1_000;
    private static final int MOST_STEPS = 1_000;

    private final Vertx vertx;
    private final EscalationStore store;
    private final Signals signals;
    private final EscalationConfig config;
    private final Ladder ladder;
    private volatile Floors floors = Floors.NONE;
    private volatile boolean stopped;
    private boolean running;

    Escalator(Vertx vertx, EscalationStore store, Signals signals, EscalationConfig config) {
        this.vertx = vertx;
        this.store = store;
        this.signals = signals;
        this.config = config;
        this.ladder = new Ladder(config.sla());
    }

    void start(@Observes StartupEvent event) {
        signals.listen(this);
        if (config.enabled()) {
            vertx.setPeriodic(config.every().toMillis(), id -> round());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    @Override
    public void floors(Floors found) {
        if (!found.equals(Floors.NONE)) {
            floors = found;
        }
    }

    private void round() {
        synchronized (this) {
            if (running || stopped) {
                return;
            }
            running = true;
        }
        // Nobody waits for a round: what fails is done by the next one.
        round(places(floors), null)
                .eventually(this::ended)
                .subscribe()
                .with(
                        tasks -> LOG.debugf("escalated tasks=%d", tasks),
                        failure -> LOG.warnf("escalation failed, the next round tries again error=%s", failure));
    }

    private synchronized void ended() {
        running = false;
    }

    /** Where something has waited long enough to be looked at, the longest wait first. */
    private List<EscalationStore.Place> places(Floors found) {
        boolean tooMany = found.asOf().equals(Floors.NONE.asOf());
        record Waits(EscalationStore.Place place, OffsetDateTime since) {}
        List<Waits> all = new ArrayList<>();
        for (Map.Entry<Kind, OffsetDateTime[]> entry : found.firsts().entrySet()) {
            for (int priority = 1; priority < Floors.PRIORITIES; priority++) {
                OffsetDateTime first = entry.getValue()[priority];
                if (first != null && (tooMany || !first.isAfter(found.asOf()))) {
                    all.add(new Waits(new EscalationStore.Place(entry.getKey(), priority), first));
                }
            }
        }
        return all.stream()
                .sorted(Comparator.comparing(Waits::since))
                .limit(MOST_PLACES)
                .map(Waits::place)
                .toList();
    }

    /** Moves up what should, in steps of a batch; how many tasks that were. {@code now} is given by tests only. */
    Uni<Integer> round(List<EscalationStore.Place> places, @Nullable Instant now) {
        return places.isEmpty() ? Uni.createFrom().item(0) : step(places, now, MOST_STEPS);
    }

    private Uni<Integer> step(List<EscalationStore.Place> places, @Nullable Instant now, int left) {
        return store.find(places, ladder, now, config.batch())
                .map(this::batch)
                .chain(batch -> batch.rises().isEmpty()
                        ? Uni.createFrom().item(0)
                        : store.raise(batch.rises())
                                .invoke(this::tell)
                                .chain(raised -> batch.all() || left == 1 || stopped
                                        ? Uni.createFrom().item(raised.tasks())
                                        : step(places, now, left - 1).map(more -> more + raised.tasks())));
    }

    /** As many as belong into one transaction; {@code all}: there are no more. */
    private record Batch(List<Rise> rises, boolean all) {}

    private Batch batch(List<Rise> found) {
        List<Rise> rises = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        int tasks = 0;
        for (Rise rise : found) {
            if (!rises.isEmpty() && tasks + rise.tasks() > config.batch()) {
                return new Batch(rises, false);
            }
            if (seen.add(rise.segment())) {
                rises.add(rise);
                tasks += rise.tasks();
            }
        }
        return new Batch(rises, found.size() < config.batch());
    }

    /** They keep the time since when they wait, which lies before the floors that claims look from. */
    private void tell(EscalationStore.Raised raised) {
        if (raised.tasks() > 0) {
            LOG.infof("tasks moved up because they wait count=%d", raised.tasks());
            signals.floors(Floors.NONE);
            signals.ready(raised.kinds());
            signals.lookEverywhere();
        }
    }
}
