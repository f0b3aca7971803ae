package dev.headrace.task.breaker;

import dev.headrace.task.failure.FailureType;
import dev.headrace.task.model.BreakerCause;
import dev.headrace.task.model.BreakerSettings;
import dev.headrace.task.rule.BreakerConfig;
import dev.headrace.task.rule.BreakerName;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds breakers that must open: at once by what this replica has counted, or, a moment later, together with what the others
 * have. Only who has counted a failure asks for that, so nothing is written while tasks succeed.
 */
@Singleton
class Merger {
    private static final Logger LOG = Logger.getLogger(Merger.class);
    private static final int MOST_AT_ONCE = 1_000;

    private final Vertx vertx;
    private final MergeStore store;
    private final Mover mover;
    private final long afterMs;
    private final Tally tally = new Tally();
    private final Map<BreakerName, Suspect> suspects = new HashMap<>();
    private boolean due;

    Merger(Vertx vertx, MergeStore store, Mover mover, BreakerConfig config) {
        this.vertx = vertx;
        this.store = store;
        this.mover = mover;
        this.afterMs = Math.max(1, config.mergeAfter().toMillis());
        mover.onChange(tally::forget);
    }

    /**
     * A breaker that has counted a failure.
     *
     * @param changes of its row as this replica knows it; null if it knows none
     * @param last of the failures
     */
    record Suspect(
            BreakerName breaker,
            BreakerSettings settings,
            @Nullable Long changes,
            FailureType last) {
        String reason(Window.Counts counts) {
            return counts.failures() + " of " + counts.attempts() + " attempts failed in "
                    + settings.window().toSeconds() + " s, the last with " + last;
        }
    }

    Tally tally() {
        return tally;
    }

    /** One more failure was counted. */
    void failed(Suspect suspect) {
        Window.Counts mine = tally.of(suspect.breaker());
        if (suspect.settings().isTooMany(mine.failures(), mine.attempts())) {
            open(suspect, mine);
        } else {
            later(suspect);
        }
    }

    private void open(Suspect suspect, Window.Counts counts) {
        mover.move(new BreakerMove(
                suspect.breaker(),
                BreakerCause.TOO_MANY_FAILURES,
                suspect.settings(),
                suspect.changes(),
                null,
                null,
                suspect.reason(counts)));
    }

    private synchronized void later(Suspect suspect) {
        if (suspects.size() < MOST_AT_ONCE || suspects.containsKey(suspect.breaker())) {
            suspects.put(suspect.breaker(), suspect);
        }
        if (!due) {
            due = true;
            vertx.setTimer(afterMs, id -> merge());
        }
    }

    private void merge() {
        List<Suspect> asked = taken();
        List<MergeStore.Mine> mine = asked.stream()
                .map(s -> new MergeStore.Mine(
                        s.breaker(),
                        tally.of(s.breaker()),
                        s.settings().window().toMillis()))
                .toList();
        // Nobody waits for it: what fails is told with the next failure.
        store.merge(mine)
                .subscribe()
                .with(
                        others -> compare(asked, others),
                        failure -> LOG.warnf("counts of breakers not compared error=%s", failure));
    }

    private synchronized List<Suspect> taken() {
        due = false;
        List<Suspect> taken = new ArrayList<>(suspects.values());
        suspects.clear();
        return taken;
    }

    private void compare(List<Suspect> asked, Map<BreakerName, Window.Counts> others) {
        for (Suspect suspect : asked) {
            Window.Counts all =
                    tally.of(suspect.breaker()).plus(others.getOrDefault(suspect.breaker(), Window.Counts.NONE));
            if (suspect.settings().isTooMany(all.failures(), all.attempts())) {
                open(suspect, all);
            }
        }
    }
}
