package dev.headrace.task.control;

import dev.headrace.task.signal.Floors;
import dev.headrace.task.signal.Signals;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.Reruns;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Changes tasks in a person's name: some statements for all of them, in one transaction with their events. */
@Singleton
public class TaskControl {
    /** A task that moves away each time it is looked at is left alone after so many looks. */
    private static final int LOOKS = 4;

    private final TaskTransactions transactions;
    private final Signals signals;
    private final CancelStore cancels;
    private final RetryStore retries;
    private final PriorityStore priorities;
    private final DeleteStore deletes;
    private final Reruns reruns;

    TaskControl(
            TaskTransactions transactions,
            Signals signals,
            CancelStore cancels,
            RetryStore retries,
            PriorityStore priorities,
            DeleteStore deletes,
            Reruns reruns) {
        this.transactions = transactions;
        this.signals = signals;
        this.cancels = cancels;
        this.retries = retries;
        this.priorities = priorities;
        this.deletes = deletes;
        this.reruns = reruns;
    }

    /** More that belongs into the same transaction, once it is known what became of the tasks. */
    public interface More {
        Uni<?> in(SqlConnection connection, List<Effect> effects);
    }

    /** Applies a change and says what became of each task, in the order of the ids, once that is durable. */
    public Uni<List<Effect>> apply(Change change, List<UUID> ids, Actor by) {
        return apply(change, ids, by, (connection, effects) -> Uni.createFrom().voidItem());
    }

    public Uni<List<Effect>> apply(Change change, List<UUID> ids, Actor by, More more) {
        List<UUID> distinct = ids.stream().distinct().toList();
        return transactions
                .run((connection, events) -> look(connection, events, change, distinct, by, LOOKS)
                        .call(applied -> more.in(connection, effects(ids, applied))))
                .invoke(applied -> tell(change, applied))
                .map(applied -> effects(ids, applied));
    }

    private static List<Effect> effects(List<UUID> ids, Applied applied) {
        return ids.stream()
                .map(id -> applied.effects().getOrDefault(id, Effect.notFound(id)))
                .toList();
    }

    private Uni<Applied> look(
            SqlConnection connection, EventBatch events, Change change, List<UUID> ids, Actor by, int looks) {
        return once(connection, events, change, ids, by).chain(applied -> {
            List<UUID> moved = applied.moved();
            return moved.isEmpty() || looks == 1
                    ? Uni.createFrom().item(applied)
                    : look(connection, events, change, moved, by, looks - 1).map(applied::and);
        });
    }

    private Uni<Applied> once(SqlConnection connection, EventBatch events, Change change, List<UUID> ids, Actor by) {
        return switch (change) {
            case Change.Cancel how -> cancels.apply(connection, events, how, ids, by);
            case Change.Retry how -> retries.apply(connection, events, how, ids, by);
            case Change.Reprioritise how -> priorities.apply(connection, how, ids, by);
            case Change.Delete how -> deletes.apply(connection, ids, by);
        };
    }

    private void tell(Change change, Applied applied) {
        // Tasks of another priority keep their due time, which lies before the floors that claims look from.
        boolean older =
                change instanceof Change.Reprioritise && !applied.ready().isEmpty();
        if (older) {
            signals.floors(Floors.NONE);
        }
        // Before a worker can have ended one of them.
        reruns.begun(applied.letters());
        signals.ready(applied.ready());
        if (older) {
            signals.lookEverywhere();
        }
        signals.freed(applied.freed());
        // A worker with a stream on this replica need not wait for its next heartbeat.
        applied.told().forEach(t -> signals.cancelled(t.worker(), t.task(), t.revoked()));
        if (change instanceof Change.Retry retry && retry.delayMs() > 0) {
            signals.dueIn(retry.delayMs());
        }
    }
}
