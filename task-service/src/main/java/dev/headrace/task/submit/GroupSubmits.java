package dev.headrace.task.submit;

import dev.headrace.platform.api.Violations;
import dev.headrace.platform.batch.GroupCommit;
import dev.headrace.platform.identity.Identity;
import dev.headrace.task.lease.HandOff;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.TaskTransactions;
import dev.headrace.task.store.TimeLimits;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Accepts tasks that belong together: all of them or none, in one transaction with what else is written about them. */
@Singleton
public class GroupSubmits {
    /** Each may have a body of 16 MiB. */
    private static final int WAITING = 16;

    private final Admission admission;
    private final Tenants tenants;
    private final TaskTransactions transactions;
    private final SubmitStore store;
    private final TimeLimits limits;
    private final Arrivals arrivals;
    private final GroupCommit<Group, Boolean> writes;

    GroupSubmits(
            SubmitConfig config,
            Admission admission,
            Tenants tenants,
            TaskTransactions transactions,
            SubmitStore store,
            TimeLimits limits,
            Arrivals arrivals) {
        this.admission = admission;
        this.tenants = tenants;
        this.transactions = transactions;
        this.store = store;
        this.limits = limits;
        this.arrivals = arrivals;
        this.writes = new GroupCommit<>(
                new GroupCommit.Settings("batches", 1, config.maxInFlight(), WAITING),
                groups -> written(groups.getFirst()).map(List::of));
    }

    /** What is written first in the transaction; says whether the tasks are to be written at all. */
    public interface First {
        Uni<Boolean> in(SqlConnection connection);
    }

    private record Group(UUID id, First first, List<Submission> submissions) {}

    /** Adds what is wrong with a task. */
    public void check(NewTask task, Violations violations) {
        admission.check(task, violations);
    }

    /**
     * Writes tasks that were checked.
     *
     * @param batch what they say they are of
     * @return whether they were written
     */
    public Uni<Boolean> write(UUID batch, List<NewTask> tasks, Identity owner, First first) {
        tenants.saw(owner);
        List<Submission> submissions = tasks.stream()
                .map(task -> admission.admit(task, null, owner).inBatch(batch))
                .toList();
        return writes.add(new Group(batch, first, submissions));
    }

    private Uni<Boolean> written(Group group) {
        return Uni.createFrom().deferred(() -> {
            HandOff handOff = arrivals.handOff();
            return transactions
                    .run((connection, events) -> tried(connection, events, handOff, group))
                    .invoke(results ->
                            arrivals.committed(handOff, results.isEmpty() ? List.of() : group.submissions(), results))
                    .map(results -> !results.isEmpty())
                    .onFailure()
                    .invoke(handOff::abandoned);
        });
    }

    /** One try to write; nothing if what came first did not want it. */
    private Uni<List<Optional<SubmitResult>>> tried(
            SqlConnection connection, EventBatch events, HandOff handOff, Group group) {
        handOff.startOver();
        return group.first().in(connection).chain(go -> go ? tasks(connection, events, handOff, group) : nothing());
    }

    private Uni<List<Optional<SubmitResult>>> tasks(
            SqlConnection connection, EventBatch events, HandOff handOff, Group group) {
        return store.write(connection, events, handOff, group.id(), group.submissions())
                .call(() -> limits.set(connection, Bulks.limited(group.submissions())))
                .map(written -> written.stream()
                        .map(task -> Optional.<SubmitResult>of(new SubmitResult.Accepted(task)))
                        .toList());
    }

    private static Uni<List<Optional<SubmitResult>>> nothing() {
        return Uni.createFrom().item(List.of());
    }
}
