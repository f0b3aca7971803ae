package dev.headrace.task.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** What is ready, in the order in which it must be leased: by priority, then by when it came due. */
final class Line {
    /**
     * Tasks that became ready together.
     *
     * @param minute when the first of them was due
     * @param turn orders those of one minute; equal ones may be leased in any order
     */
    record Run(Life.Kind kind, int priority, long minute, int turn, List<Life> tasks) {}

    private static final Comparator<Run> ORDER = Comparator.comparingInt(Run::priority)
            .thenComparingLong(Run::minute)
            .thenComparingInt(Run::turn);

    private final List<Run> runs = new ArrayList<>();

    void add(Run run) {
        runs.add(new Run(run.kind(), run.priority(), run.minute(), run.turn(), new ArrayList<>(run.tasks())));
    }

    void remove(Life task) {
        runs.forEach(run -> run.tasks().remove(task));
        runs.removeIf(run -> run.tasks().isEmpty());
    }

    /** The tasks of which any may be leased next from these queues; empty if none may. */
    List<Life> next(Set<String> queues) {
        List<Run> open = runs.stream()
                .filter(run -> queues.contains(run.kind().queue()))
                .sorted(ORDER)
                .toList();
        return open.stream()
                .filter(run -> ORDER.compare(run, open.getFirst()) == 0)
                .map(run -> run.tasks().getFirst())
                .toList();
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }
}
