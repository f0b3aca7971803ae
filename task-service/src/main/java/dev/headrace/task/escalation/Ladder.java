package dev.headrace.task.escalation;

import dev.headrace.task.model.Priority;
import dev.headrace.task.model.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The one function of urgency as a table: after which wait a segment rises, by all that decides. The database finds by it, from
 * the index, what rises now and nothing else; what follows is decided by the function again.
 */
public final class Ladder {
    /** No tier of this name has a promise. */
    static final String NO_TIER = "";

    private static final int LOWEST = Priority.BULK.rank();
    /** Numbers of coming attempts between which the function makes no difference. */
    private static final int[] ATTEMPTS = {1, 3, 5, Short.MAX_VALUE + 1};

    private final Map<String, Duration> sla;
    private final List<Rung> rungs = new ArrayList<>();

    /** @param sla by tier */
    public Ladder(Map<String, Duration> sla) {
        this.sla = new TreeMap<>(sla);
        add(NO_TIER, null);
        this.sla.forEach(this::add);
    }

    /**
     * A segment of a tenant of this tier, at this priority, lifted so far, rises after so long.
     *
     * @param fromAttempt number of its coming attempt, at least
     * @param toAttempt and at most
     */
    record Rung(String tier, int priority, int lifted, int fromAttempt, int toAttempt, long afterMs) {}

    private void add(String tier, @Nullable Duration promise) {
        for (int rank = 1; rank <= LOWEST; rank++) {
            for (int lifted = 0; rank + lifted <= LOWEST; lifted++) {
                for (int i = 0; i < ATTEMPTS.length - 1; i++) {
                    add(tier, promise, rank, lifted, i);
                }
            }
        }
    }

    private void add(String tier, @Nullable Duration promise, int rank, int lifted, int attempts) {
        Urgency.Wait wait =
                new Urgency.Wait(Priority.ofRank(rank + lifted), Duration.ZERO, promise, ATTEMPTS[attempts] - 1);
        Urgency.risesAbove(Priority.ofRank(rank), wait)
                .ifPresent(after -> rungs.add(new Rung(
                        tier, rank, lifted, ATTEMPTS[attempts], ATTEMPTS[attempts + 1] - 1, after.toMillis())));
    }

    List<Rung> rungs() {
        return rungs;
    }

    /** In which time tasks of a tier should start; null is no promise. */
    @Nullable
    Duration promise(@Nullable String tier) {
        return tier == null ? null : sla.get(tier);
    }

    /** How urgent a segment's tasks have become. */
    public Urgency urgency(int priority, int lifted, int attempt, Duration waited, @Nullable String tier) {
        return Urgency.of(
                new Urgency.Wait(Priority.ofRank(priority + lifted), waited, promise(tier), Math.max(0, attempt - 1)));
    }
}
