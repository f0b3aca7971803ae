package dev.headrace.task.submit;

import dev.headrace.platform.batch.GroupCommit;
import dev.headrace.task.idempotency.Recall;
import dev.headrace.task.idempotency.Result;
import dev.headrace.task.idempotency.Usage;
import dev.headrace.task.idempotency.Way;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Accepts submissions that have idempotency keys. Where Redis remembers a key, its row is read; what is not answered by that is
 * written as new, and PostgreSQL decides which was the first. See docs/adr/0017-idempotency.md.
 */
@Singleton
class KeyedSubmits {
    private static final int READS_IN_FLIGHT = 2;
    private static final Uni<Optional<SubmitResult>> NOTHING = Uni.createFrom().item(Optional.empty());

    private final GroupCommit<Submission, SubmitResult> singles;
    private final GroupCommit<List<Submission>, List<SubmitResult>> bulks;
    private final GroupCommit<Submission, Optional<SubmitResult>> repeats;
    private final Firsts firsts;
    private final Recall recall;
    private final Usage usage;

    KeyedSubmits(SubmitConfig config, KeyedWrites writes, Firsts firsts, Recall recall, Usage usage) {
        this.firsts = firsts;
        this.recall = recall;
        this.usage = usage;
        this.singles = new GroupCommit<>(
                new GroupCommit.Settings(
                        "submits with keys", config.maxBatch(), config.maxInFlight(), config.maxQueued()),
                writes::write);
        this.bulks = Bulks.commit("bulk submits with keys", config, writes::write);
        this.repeats = new GroupCommit<>(
                new GroupCommit.Settings("repeated submits", config.maxBatch(), READS_IN_FLIGHT, config.maxQueued()),
                firsts::judge);
    }

    Uni<SubmitResult> one(Submission submission) {
        return Uni.createFrom().deferred(() -> {
            long begun = System.nanoTime();
            return recall.knows(KeyedStore.claim(submission).key())
                    .chain(known -> known ? repeats.add(submission) : NOTHING)
                    .chain(found -> found.isPresent()
                            ? Uni.createFrom().item(noted(submission, found.get(), Way.REDIS, begun))
                            : singles.add(submission)
                                    .invoke(result -> written(List.of(submission), List.of(result), begun)));
        });
    }

    /** Results in the order of the submissions, of which some may have no key. */
    Uni<List<SubmitResult>> all(List<Submission> submissions) {
        return Uni.createFrom().deferred(() -> {
            long begun = System.nanoTime();
            List<Submission> keyed =
                    submissions.stream().filter(s -> s.claim() != null).toList();
            return recall.knows(
                            keyed.stream().map(s -> KeyedStore.claim(s).key()).toList())
                    .chain(known -> read(keyed, known))
                    .chain(read -> rest(submissions, read, begun));
        });
    }

    /** What the rows of those that are known say, in the order of {@code keyed}. */
    private Uni<List<Optional<SubmitResult>>> read(List<Submission> keyed, List<Boolean> known) {
        List<Submission> asked = new ArrayList<>();
        for (int i = 0; i < keyed.size(); i++) {
            if (known.get(i)) {
                asked.add(keyed.get(i));
            }
        }
        Uni<List<Optional<SubmitResult>>> answers =
                asked.isEmpty() ? Uni.createFrom().item(List.of()) : firsts.judge(asked);
        return answers.map(found -> {
            Iterator<Optional<SubmitResult>> next = found.iterator();
            return known.stream()
                    .map(k -> k ? next.next() : Optional.<SubmitResult>empty())
                    .toList();
        });
    }

    /** Writes what was not read; {@code read} has an element for each submission with a key. */
    private Uni<List<SubmitResult>> rest(List<Submission> submissions, List<Optional<SubmitResult>> read, long begun) {
        List<SubmitResult> results = new ArrayList<>(submissions.size());
        List<Submission> open = new ArrayList<>();
        Iterator<Optional<SubmitResult>> next = read.iterator();
        List<Boolean> isOpen = new ArrayList<>(submissions.size());
        List<SubmitResult> known = new ArrayList<>();
        for (Submission s : submissions) {
            Optional<SubmitResult> found = s.claim() == null ? Optional.empty() : next.next();
            isOpen.add(found.isEmpty());
            found.ifPresentOrElse(r -> known.add(noted(s, r, Way.REDIS, begun)), () -> open.add(s));
        }
        Uni<List<SubmitResult>> answers = open.isEmpty() ? Uni.createFrom().item(List.of()) : bulks.add(open);
        return answers.invoke(written -> written(open, written, begun)).map(written -> {
            Iterator<SubmitResult> ofWritten = written.iterator();
            Iterator<SubmitResult> ofKnown = known.iterator();
            isOpen.forEach(o -> results.add(o ? ofWritten.next() : ofKnown.next()));
            return results;
        });
    }

    /** Redis is told of all keys that are in use now; nobody waits for that. */
    private void written(List<Submission> submissions, List<SubmitResult> results, long begun) {
        List<Recall.Used> used = new ArrayList<>(submissions.size());
        for (int i = 0; i < submissions.size(); i++) {
            Submission s = submissions.get(i);
            if (s.claim() != null) {
                noted(s, results.get(i), Way.POSTGRES, begun);
                if (!(results.get(i) instanceof SubmitResult.InFlight)) {
                    used.add(new Recall.Used(s.claim().key(), s.claim().ttlMs()));
                }
            }
        }
        recall.remember(used);
    }

    private SubmitResult noted(Submission s, SubmitResult result, Way way, long begun) {
        Result kind = switch (result) {
            case SubmitResult.Accepted a -> Result.FIRST;
            case SubmitResult.Replayed r -> Result.HIT;
            case SubmitResult.Conflict c -> Result.CONFLICT;
            case SubmitResult.InFlight f -> Result.IN_FLIGHT;
        };
        usage.count(s.facts().tenant(), s.facts().type(), kind);
        if (kind == Result.HIT || kind == Result.CONFLICT) {
            usage.repeat(s.facts().tenant(), way, System.nanoTime() - begun);
        }
        return result;
    }
}
