package dev.headrace.task.submit;

import dev.headrace.platform.batch.GroupCommit;
import dev.headrace.task.lease.HandOff;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.TaskTransactions;
import dev.headrace.task.store.TimeLimits;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Accepts tasks: many callers, one transaction, durable before anyone is answered. Those with idempotency keys go a way of
 * their own, so that nobody else ever waits for a key.
 */
@Singleton
class Submits {
    private final GroupCommit<Submission, SubmitResult> singles;
    private final GroupCommit<List<Submission>, List<SubmitResult>> bulks;
    private final TaskTransactions transactions;
    private final SubmitStore store;
    private final KeyedSubmits keyed;
    private final TimeLimits limits;
    private final Arrivals arrivals;

    Submits(
            SubmitConfig config,
            TaskTransactions transactions,
            SubmitStore store,
            KeyedSubmits keyed,
            TimeLimits limits,
            Arrivals arrivals) {
        this.transactions = transactions;
        this.store = store;
        this.keyed = keyed;
        this.limits = limits;
        this.arrivals = arrivals;
        this.singles = new GroupCommit<>(
                new GroupCommit.Settings("submits", config.maxBatch(), config.maxInFlight(), config.maxQueued()),
                this::write);
        this.bulks = Bulks.commit("bulk submits", config, this::write);
    }

    Uni<SubmitResult> one(Submission submission) {
        return submission.claim() == null ? singles.add(submission) : keyed.one(submission);
    }

    /** Results in the order of the submissions. */
    Uni<List<SubmitResult>> all(List<Submission> submissions) {
        if (submissions.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return submissions.stream().allMatch(s -> s.claim() == null) ? bulks.add(submissions) : keyed.all(submissions);
    }

    private Uni<List<SubmitResult>> write(List<Submission> submissions) {
        return Uni.createFrom().deferred(() -> {
            HandOff handOff = arrivals.handOff();
            TaskTransactions.Work<List<SubmitResult>> work =
                    (connection, events) -> written(connection, events, handOff, submissions);
            boolean more = submissions.stream().anyMatch(s -> s.limits().areAny());
            return (more ? transactions.run(work) : transactions.single(work))
                    .invoke(results -> arrivals.committed(
                            handOff,
                            submissions,
                            results.stream().map(Optional::of).toList()))
                    .onFailure()
                    .invoke(handOff::abandoned);
        });
    }

    /** One try to write; a deadlock leads to another. */
    private Uni<List<SubmitResult>> written(
            SqlConnection connection, EventBatch events, HandOff handOff, List<Submission> submissions) {
        handOff.startOver();
        return store.write(connection, events, handOff, submissions)
                .call(() -> limits.set(connection, Bulks.limited(submissions)))
                .map(written -> written.stream()
                        .<SubmitResult>map(SubmitResult.Accepted::new)
                        .toList());
    }
}
