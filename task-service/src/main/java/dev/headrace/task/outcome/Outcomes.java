package dev.headrace.task.outcome;

import dev.headrace.platform.api.FieldError;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.batch.GroupCommit;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.signal.Signals;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes the answers of workers: many calls, one transaction, an answer for each. */
@Singleton
public class Outcomes {
    private final GroupCommit<List<OutcomeStore.Item>, List<Answer>> commits;
    private final TaskTransactions transactions;
    private final OutcomeStore store;
    private final Signals signals;

    Outcomes(OutcomeConfig config, TaskTransactions transactions, OutcomeStore store, Signals signals) {
        this.transactions = transactions;
        this.store = store;
        this.signals = signals;
        this.commits = new GroupCommit<>(
                new GroupCommit.Settings("outcomes", config.maxBatch(), config.maxInFlight(), config.maxQueued()),
                this::write);
    }

    /** Answers in the order of the outcomes, when they are durable. Repeating an outcome gives the same answer. */
    public Uni<List<Answer>> answer(String tenant, List<Outcome> outcomes) {
        return add(outcomes.stream()
                .map(o -> new OutcomeStore.Item(tenant, o, errors(o)))
                .toList());
    }

    /** Ends leases in the service's own name, which may say more than a worker. */
    public Uni<List<Answer>> end(String tenant, List<Outcome> outcomes) {
        return add(outcomes.stream()
                .map(o -> new OutcomeStore.Item(tenant, o, List.of()))
                .toList());
    }

    private Uni<List<Answer>> add(List<OutcomeStore.Item> items) {
        return items.isEmpty() ? Uni.createFrom().item(List.of()) : commits.add(items);
    }

    private static List<FieldError> errors(Outcome outcome) {
        Violations violations = new Violations();
        outcome.validate(violations);
        return violations.errors();
    }

    private Uni<List<List<Answer>>> write(List<List<OutcomeStore.Item>> calls) {
        List<OutcomeStore.Item> items = calls.stream().flatMap(List::stream).toList();
        return transactions
                .run((connection, events) -> store.write(connection, events, items))
                .invoke(written -> tell(written.moved()))
                .map(written -> split(calls, written.answers()));
    }

    private void tell(List<Moved> moved) {
        Set<Kind> ready = new HashSet<>();
        for (Moved task : moved) {
            if (task.state() == TaskState.READY) {
                ready.add(task.facts().kind());
            } else {
                signals.dueIn(task.delayMs());
            }
        }
        signals.ready(ready);
    }

    private static List<List<Answer>> split(List<List<OutcomeStore.Item>> calls, List<Answer> answers) {
        List<List<Answer>> split = new ArrayList<>(calls.size());
        int from = 0;
        for (List<OutcomeStore.Item> call : calls) {
            split.add(answers.subList(from, from + call.size()));
            from += call.size();
        }
        return split;
    }
}
