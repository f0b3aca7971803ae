package dev.headrace.task.outcome;

import dev.headrace.platform.api.FieldError;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.batch.GroupCommit;
import dev.headrace.platform.identity.Identity;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes the answers of workers: many calls, one transaction, an answer for each. */
@Singleton
public class Outcomes {
    private final GroupCommit<List<OutcomeStore.Item>, List<Answer>> commits;
    private final TaskTransactions transactions;
    private final Decisions decisions;
    private final LeaseStore leases;
    private final DirectStore direct;
    private final OutcomeStore store;
    private final Aftermath aftermath;

    Outcomes(
            OutcomeConfig config,
            TaskTransactions transactions,
            Decisions decisions,
            LeaseStore leases,
            DirectStore direct,
            OutcomeStore store,
            Aftermath aftermath) {
        this.transactions = transactions;
        this.decisions = decisions;
        this.leases = leases;
        this.direct = direct;
        this.store = store;
        this.aftermath = aftermath;
        this.commits = new GroupCommit<>(
                new GroupCommit.Settings("outcomes", config.maxBatch(), config.maxInFlight(), config.maxQueued()),
                this::write);
    }

    /**
     * Answers in the order of the outcomes, when they are durable. Repeating an outcome gives the same answer. An admin's
     * workers may serve any tenant, all others serve their own.
     */
    public Uni<List<Answer>> answer(Identity caller, List<Outcome> outcomes) {
        String tenant = caller.isAdmin() ? null : caller.tenant();
        return add(outcomes.stream()
                .map(o -> new OutcomeStore.Item(tenant, o, errors(o)))
                .toList());
    }

    /** Ends leases of any tenant in the service's own name, which may say more than a worker. */
    public Uni<List<Answer>> end(List<Outcome> outcomes) {
        return add(outcomes.stream()
                .map(o -> new OutcomeStore.Item(null, o, List.of()))
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
        Map<OutcomeStore.Key, OutcomeStore.Item> ending = OutcomeStore.distinct(items, false);
        return leases.find(ending)
                .map(found -> decided(found, ending))
                .chain(this::direct)
                .chain(ended -> rest(items, ended))
                .map(answers -> split(calls, answers));
    }

    /** What follows for the leases of which enough is known. */
    private List<ConsequenceStore.Entry> decided(List<Ended> found, Map<OutcomeStore.Key, OutcomeStore.Item> ending) {
        List<ConsequenceStore.Entry> entries = new ArrayList<>(found.size());
        for (Ended lease : found) {
            OutcomeStore.Item item =
                    ending.get(new OutcomeStore.Key(lease.facts().id(), lease.lease()));
            if (item != null) {
                entries.add(decisions.of(item.outcome(), lease));
            }
        }
        return entries;
    }

    private Uni<Map<OutcomeStore.Key, Outcome.Result>> direct(List<ConsequenceStore.Entry> entries) {
        if (entries.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return transactions
                .single((connection, events) -> direct.end(connection, events, entries))
                .map(ended -> settled(entries, ended));
    }

    private Map<OutcomeStore.Key, Outcome.Result> settled(
            List<ConsequenceStore.Entry> entries, Set<OutcomeStore.Key> ended) {
        Map<OutcomeStore.Key, Outcome.Result> done = new HashMap<>();
        List<Moved> moved = new ArrayList<>();
        List<ConsequenceStore.Entry> over = new ArrayList<>(entries.size());
        for (ConsequenceStore.Entry entry : entries) {
            OutcomeStore.Key key = entry.key();
            leases.over(key);
            Outcome.Result result = entry.outcome().result();
            if (result != null && ended.contains(key)) {
                done.put(key, result);
                over.add(entry);
                entry.moved().ifPresent(moved::add);
            }
        }
        aftermath.of(over, moved);
        return done;
    }

    /** Answers everything; asks the database about what is not done. */
    private Uni<List<Answer>> rest(List<OutcomeStore.Item> items, Map<OutcomeStore.Key, Outcome.Result> done) {
        boolean all = items.stream().allMatch(i -> !i.isValid() || done.containsKey(i.key()));
        if (all) {
            return Uni.createFrom().item(OutcomeStore.answers(items, done, Map.of()));
        }
        return transactions
                .run((connection, events) -> store.write(connection, events, items, done))
                .invoke(this::told)
                .map(OutcomeStore.Written::answers);
    }

    private void told(OutcomeStore.Written written) {
        aftermath.of(written.ended(), written.moved());
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
