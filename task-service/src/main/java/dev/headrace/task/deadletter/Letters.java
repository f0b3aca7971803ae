package dev.headrace.task.deadletter;

import dev.headrace.task.control.Actor;
import dev.headrace.task.control.Change;
import dev.headrace.task.control.Effect;
import dev.headrace.task.control.TaskControl;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Changes dead letters in a person's name. */
@Singleton
class Letters {
    private final LetterStore store;
    private final TaskControl control;
    private final TaskTransactions transactions;

    Letters(LetterStore store, TaskControl control, TaskTransactions transactions) {
        this.store = store;
        this.control = control;
        this.transactions = transactions;
    }

    /** More that belongs into the same transaction, once it is known what became of the dead letters. */
    interface More {
        Uni<?> in(SqlConnection connection, List<LetterEffect> effects);
    }

    Uni<List<LetterEffect>> apply(LetterChange change, List<UUID> ids, Actor by) {
        return apply(change, ids, by, (connection, effects) -> Uni.createFrom().voidItem());
    }

    /** Applies a change and says what became of each, in the order of the ids, once that is durable. */
    Uni<List<LetterEffect>> apply(LetterChange change, List<UUID> ids, Actor by, More more) {
        if (change instanceof LetterChange.Retry retry) {
            return store.briefly(ids, by.scope()).chain(found -> retry(retry, ids, found, by, more));
        }
        return transactions.run((connection, events) -> store.change(connection, events, change, ids, by)
                .map(changed -> ordered(ids, changed))
                .call(effects -> more.in(connection, effects)));
    }

    /**
     * Gives their tasks another run: the statement that does so takes the dead letters along. Of two who retry the same one at
     * once the second finds a task that has not ended.
     */
    private Uni<List<LetterEffect>> retry(
            LetterChange.Retry retry, List<UUID> ids, Map<UUID, LetterStore.Brief> found, Actor by, More more) {
        Map<UUID, LetterEffect> effects = new HashMap<>();
        Map<UUID, UUID> letterOf = new HashMap<>();
        found.forEach((id, letter) -> {
            if (retry.appliesTo().contains(letter.status())) {
                letterOf.put(letter.taskId(), id);
            } else {
                effects.put(id, LetterEffect.skipped(id, letter.status(), retry.refusal(letter.status())));
            }
        });
        Change.Retry change = new Change.Retry(retry.delayMs(), retry.priority(), retry.reason());
        return control.apply(change, List.copyOf(letterOf.keySet()), by, (connection, done) -> {
                    done.forEach(effect -> add(effects, letterOf, effect));
                    return more.in(connection, ordered(ids, effects));
                })
                .map(done -> ordered(ids, effects));
    }

    private static void add(Map<UUID, LetterEffect> effects, Map<UUID, UUID> letterOf, Effect effect) {
        UUID id = letterOf.get(effect.id());
        if (id != null) {
            effects.put(
                    id,
                    effect.left().isEmpty()
                            ? LetterEffect.done(id, LetterStatus.RETRYING)
                            : LetterEffect.skipped(id, LetterStatus.RETRYING, String.valueOf(effect.reason())));
        }
    }

    private static List<LetterEffect> ordered(List<UUID> ids, Map<UUID, LetterEffect> effects) {
        return ids.stream()
                .map(id -> effects.getOrDefault(id, LetterEffect.notFound(id)))
                .toList();
    }
}
