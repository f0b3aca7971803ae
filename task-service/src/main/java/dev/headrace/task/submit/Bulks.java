package dev.headrace.task.submit;

import dev.headrace.platform.batch.GroupCommit;
import dev.headrace.task.store.TimeLimits;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Bulks that are written together. */
final class Bulks {
    private static final int IN_A_BATCH = 4;
    private static final int WAITING = 256;

    private Bulks() {}

    /** Writes several bulks as one list, and gives each its own results. */
    static GroupCommit<List<Submission>, List<SubmitResult>> commit(
            String name, SubmitConfig config, Function<List<Submission>, Uni<List<SubmitResult>>> write) {
        return new GroupCommit<>(
                new GroupCommit.Settings(name, IN_A_BATCH, config.maxInFlight(), WAITING),
                bulks -> write.apply(bulks.stream().flatMap(List::stream).toList())
                        .map(results -> split(bulks, results)));
    }

    private static List<List<SubmitResult>> split(List<List<Submission>> bulks, List<SubmitResult> results) {
        List<List<SubmitResult>> split = new ArrayList<>(bulks.size());
        int from = 0;
        for (List<Submission> part : bulks) {
            split.add(results.subList(from, from + part.size()));
            from += part.size();
        }
        return split;
    }

    /** Those that have limits in time. */
    static List<TimeLimits.Limited> limited(List<Submission> submissions) {
        return submissions.stream()
                .filter(s -> s.limits().areAny())
                .map(s -> new TimeLimits.Limited(s.facts().id(), s.runAt(), s.limits()))
                .toList();
    }
}
