package dev.headrace.task.submit;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.task.lease.HandOff;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.TaskTransactions;
import dev.headrace.task.store.TimeLimits;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes a list of submissions with keys: each key's first becomes a task, the others are answered with it. A key that
 * another replica is taking at this moment holds up only its own submission: the list is halved until it is alone.
 */
@Singleton
class KeyedWrites {
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final int TRIES = 3;

    private final TaskTransactions transactions;
    private final KeyedStore store;
    private final Firsts firsts;
    private final TimeLimits limits;
    private final Arrivals arrivals;

    KeyedWrites(TaskTransactions transactions, KeyedStore store, Firsts firsts, TimeLimits limits, Arrivals arrivals) {
        this.transactions = transactions;
        this.store = store;
        this.firsts = firsts;
        this.limits = limits;
        this.arrivals = arrivals;
    }

    /** Results in the order of the submissions. */
    Uni<List<SubmitResult>> write(List<Submission> submissions) {
        return write(submissions, TRIES);
    }

    private Uni<List<SubmitResult>> write(List<Submission> submissions, int tries) {
        return halved(submissions).chain(results -> completed(submissions, results, tries));
    }

    /** What became of each; empty where the key was taken before. */
    private Uni<List<Optional<SubmitResult>>> halved(List<Submission> submissions) {
        return tried(submissions)
                .onFailure(KeyedWrites::isTakenByAnother)
                .recoverWithUni(() -> submissions.size() == 1
                        ? Uni.createFrom().item(List.of(Optional.of(inFlight())))
                        : halves(submissions));
    }

    private Uni<List<Optional<SubmitResult>>> halves(List<Submission> submissions) {
        int half = submissions.size() / 2;
        return halved(submissions.subList(0, half))
                .chain(left -> halved(submissions.subList(half, submissions.size()))
                        .map(right -> {
                            List<Optional<SubmitResult>> both = new ArrayList<>(left);
                            both.addAll(right);
                            return both;
                        }));
    }

    private Uni<List<Optional<SubmitResult>>> tried(List<Submission> submissions) {
        return Uni.createFrom().deferred(() -> {
            HandOff handOff = arrivals.handOff();
            TaskTransactions.Work<Map<UUID, Submitted>> work =
                    (connection, events) -> written(connection, events, handOff, submissions);
            boolean more = submissions.stream().anyMatch(s -> s.limits().areAny());
            return (more ? transactions.run(work) : transactions.single(work))
                    .map(won -> accepted(submissions, won))
                    .invoke(results -> arrivals.committed(handOff, submissions, results))
                    .onFailure()
                    .invoke(handOff::abandoned);
        });
    }

    private Uni<Map<UUID, Submitted>> written(
            SqlConnection connection, EventBatch events, HandOff handOff, List<Submission> submissions) {
        handOff.startOver();
        return store.write(connection, events, handOff, submissions)
                .call(won -> limits.set(
                        connection,
                        Bulks.limited(submissions.stream()
                                .filter(s -> won.containsKey(s.facts().id()))
                                .toList())));
    }

    private static List<Optional<SubmitResult>> accepted(List<Submission> submissions, Map<UUID, Submitted> won) {
        return submissions.stream()
                .map(s -> Optional.ofNullable(won.get(s.facts().id())).<SubmitResult>map(SubmitResult.Accepted::new))
                .toList();
    }

    private static boolean isTakenByAnother(Throwable failure) {
        return failure instanceof PgException e && LOCK_NOT_AVAILABLE.equals(e.getSqlState());
    }

    static SubmitResult inFlight() {
        return new SubmitResult.InFlight(new ApiException(
                ErrorCode.IDEMPOTENCY_IN_FLIGHT,
                "Another submission with this idempotency key is being written; repeat this one after the pause"));
    }

    /** Asks for the first of each key that was taken before. A key that had expired is free then, and tried again. */
    private Uni<List<SubmitResult>> completed(
            List<Submission> submissions, List<Optional<SubmitResult>> results, int tries) {
        List<Submission> late = open(submissions, results);
        if (late.isEmpty()) {
            return Uni.createFrom().item(merged(results, Collections.emptyIterator()));
        }
        return firsts.judge(late)
                .chain(judged -> again(late, judged, tries))
                .map(answers -> merged(results, answers.iterator()));
    }

    private Uni<List<SubmitResult>> again(List<Submission> late, List<Optional<SubmitResult>> judged, int tries) {
        List<Submission> free = open(late, judged);
        if (free.isEmpty()) {
            return Uni.createFrom().item(merged(judged, Collections.emptyIterator()));
        }
        Uni<List<SubmitResult>> retried = tries > 1
                ? firsts.evict(free).chain(evicted -> write(free, tries - 1))
                : Uni.createFrom().item(Collections.nCopies(free.size(), inFlight()));
        return retried.map(answers -> merged(judged, answers.iterator()));
    }

    private static List<Submission> open(List<Submission> submissions, List<Optional<SubmitResult>> results) {
        List<Submission> open = new ArrayList<>();
        for (int i = 0; i < submissions.size(); i++) {
            if (results.get(i).isEmpty()) {
                open.add(submissions.get(i));
            }
        }
        return open;
    }

    private static List<SubmitResult> merged(List<Optional<SubmitResult>> results, Iterator<SubmitResult> others) {
        List<SubmitResult> merged = new ArrayList<>(results.size());
        results.forEach(result -> merged.add(result.orElseGet(others::next)));
        return merged;
    }
}
