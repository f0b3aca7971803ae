package dev.headrace.task.action;

import dev.headrace.task.control.Change;
import dev.headrace.task.inspect.Scope;
import dev.headrace.task.inspect.TaskFilter;
import dev.headrace.task.inspect.TaskSearch;
import dev.headrace.task.model.TaskState;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Says what an action on a filter would meet. It looks at a bounded number of tasks. */
@Singleton
class DryRun {
    private final TaskSearch search;
    private final ActionConfig config;

    DryRun(TaskSearch search, ActionConfig config) {
        this.search = search;
        this.config = config;
    }

    /**
     * What was counted.
     *
     * @param matched tasks that match
     * @param applicable those of them that the action would change, as they are now
     * @param exact false if there are more tasks than were looked at: then both are "at least"
     */
    public record Count(
            boolean dryRun, String action, long matched, long applicable, boolean exact, Map<String, Long> byState) {
        Count plus(Change change, Map<TaskState, Long> found, boolean last) {
            Map<String, Long> sums = new TreeMap<>(byState);
            found.forEach((state, n) -> sums.merge(state.name(), n, Long::sum));
            long more = found.values().stream().mapToLong(n -> n).sum();
            long fitting = found.entrySet().stream()
                    .filter(e -> change.appliesTo(e.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            return new Count(true, action, matched + more, applicable + fitting, last, sums);
        }
    }

    Uni<Count> count(Change change, TaskFilter filter, Scope scope) {
        Count none = new Count(true, change.action(), 0, 0, false, Map.of());
        return look(change, new TaskSearch.Question(filter, scope, null, 1), none, config.dryRunLooks());
    }

    private Uni<Count> look(Change change, TaskSearch.Question question, Count before, int looks) {
        return search.count(question).chain(counted -> {
            UUID next = counted.next();
            Count now = before.plus(change, counted.byState(), next == null);
            return next == null || looks == 1
                    ? Uni.createFrom().item(now)
                    : look(change, from(question, next), now, looks - 1);
        });
    }

    private static TaskSearch.Question from(TaskSearch.Question question, @Nullable UUID before) {
        return new TaskSearch.Question(question.filter(), question.scope(), before, question.limit());
    }
}
