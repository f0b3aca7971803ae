package dev.headrace.task.lease;

import dev.headrace.task.outcome.Outcome;
import dev.headrace.task.outcome.Outcomes;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/** Hands tasks back that were leased for a worker which hung up meanwhile. */
@Singleton
class GiveBack {
    private static final Logger LOG = Logger.getLogger(GiveBack.class);

    private final Outcomes outcomes;

    GiveBack(Outcomes outcomes) {
        this.outcomes = outcomes;
    }

    void all(List<LeasedTask> tasks) {
        List<Outcome> released =
                tasks.stream().map(t -> Outcome.released(t.id(), t.lease())).toList();
        // Nobody waits for this; if it fails the leases expire by themselves.
        outcomes.end(released)
                .subscribe()
                .with(done -> {}, failure -> LOG.warnf("tasks not handed back, leases expire error=%s", failure));
    }
}
