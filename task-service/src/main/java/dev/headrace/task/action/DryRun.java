package dev.headrace.task.action;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Says what an action on a filter would meet. It looks a bounded number of times. */
@Singleton
public class DryRun {
    private final ActionConfig config;

    DryRun(ActionConfig config) {
        this.config = config;
    }

    /**
     * What was counted.
     *
     * @param matched those that match
     * @param applicable those of them that the action would change, as they are now
     * @param exact false if there are more than were looked at: then both are "at least"
     */
    public record Count(
            boolean dryRun, String action, long matched, long applicable, boolean exact, Map<String, Long> byState) {
        Count plus(Predicate<String> applies, Counted found) {
            Map<String, Long> sums = new TreeMap<>(byState);
            found.byState().forEach((state, n) -> sums.merge(state, n, Long::sum));
            long more = found.byState().values().stream().mapToLong(n -> n).sum();
            long fitting = found.byState().entrySet().stream()
                    .filter(e -> applies.test(e.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            return new Count(true, action, matched + more, applicable + fitting, found.next() == null, sums);
        }
    }

    /**
     * What one look counted.
     *
     * @param next the next look goes on before this id; null if there is no more
     */
    public record Counted(
            Map<String, Long> byState, @Nullable UUID next) {
        public Counted {
            byState = Map.copyOf(byState);
        }
    }

    /**
     * Counts.
     *
     * @param applies whether the action does anything in a state
     * @param look counts from an id on, from the newest if there is none
     */
    public Uni<Count> count(String action, Predicate<String> applies, Function<@Nullable UUID, Uni<Counted>> look) {
        Count none = new Count(true, action, 0, 0, false, Map.of());
        return look(applies, look, null, none, config.dryRunLooks());
    }

    private static Uni<Count> look(
            Predicate<String> applies,
            Function<@Nullable UUID, Uni<Counted>> look,
            @Nullable UUID before,
            Count sum,
            int looks) {
        return look.apply(before).chain(counted -> {
            Count now = sum.plus(applies, counted);
            return counted.next() == null || looks == 1
                    ? Uni.createFrom().item(now)
                    : look(applies, look, counted.next(), now, looks - 1);
        });
    }
}
