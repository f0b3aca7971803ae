package dev.headrace.task.submit;

import dev.headrace.platform.batch.GroupCommit;
import dev.headrace.task.lease.Dispatcher;
import dev.headrace.task.lease.HandOff;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.signal.Signals;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.TaskTransactions;
import dev.headrace.task.store.TimeLimits;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Accepts tasks: many callers, one transaction, durable before anyone is answered. */
@Singleton
class Submits {
    private static final int BULKS_IN_A_BATCH = 4;
    private static final int BULKS_WAITING = 256;

    private final GroupCommit<Submission, SubmitResult> singles;
    private final GroupCommit<List<Submission>, List<SubmitResult>> bulks;
    private final TaskTransactions transactions;
    private final SubmitStore store;
    private final KeyStore keys;
    private final TimeLimits limits;
    private final Dispatcher dispatcher;
    private final Signals signals;

    Submits(
            SubmitConfig config,
            TaskTransactions transactions,
            SubmitStore store,
            KeyStore keys,
            TimeLimits limits,
            Dispatcher dispatcher,
            Signals signals) {
        this.transactions = transactions;
        this.store = store;
        this.keys = keys;
        this.limits = limits;
        this.dispatcher = dispatcher;
        this.signals = signals;
        this.singles = new GroupCommit<>(
                new GroupCommit.Settings("submits", config.maxBatch(), config.maxInFlight(), config.maxQueued()),
                this::write);
        this.bulks = new GroupCommit<>(
                new GroupCommit.Settings("bulk submits", BULKS_IN_A_BATCH, config.maxInFlight(), BULKS_WAITING),
                this::writeBulks);
    }

    Uni<SubmitResult> one(Submission submission) {
        return singles.add(submission);
    }

    /** Results in the order of the submissions. */
    Uni<List<SubmitResult>> all(List<Submission> submissions) {
        return submissions.isEmpty() ? Uni.createFrom().item(List.of()) : bulks.add(submissions);
    }

    private Uni<List<List<SubmitResult>>> writeBulks(List<List<Submission>> bulk) {
        List<Submission> flat = bulk.stream().flatMap(List::stream).toList();
        return write(flat).map(results -> {
            List<List<SubmitResult>> split = new ArrayList<>(bulk.size());
            int from = 0;
            for (List<Submission> part : bulk) {
                split.add(results.subList(from, from + part.size()));
                from += part.size();
            }
            return split;
        });
    }

    private Uni<List<SubmitResult>> write(List<Submission> submissions) {
        return Uni.createFrom().deferred(() -> {
            HandOff handOff = dispatcher.handOff();
            boolean more = submissions.stream()
                    .anyMatch(s -> s.idempotencyKey() != null || s.limits().areAny());
            TaskTransactions.Work<List<SubmitResult>> work =
                    (connection, events) -> new Attempt(connection, events, handOff).of(submissions);
            return (more ? transactions.run(work) : transactions.single(work))
                    .invoke(results -> committed(handOff, submissions, results))
                    .onFailure()
                    .invoke(handOff::abandoned);
        });
    }

    /** One try to write; a deadlock leads to another. */
    private final class Attempt {
        private final SqlConnection connection;
        private final EventBatch events;
        private final HandOff handOff;

        Attempt(SqlConnection connection, EventBatch events, HandOff handOff) {
            this.connection = connection;
            this.events = events;
            this.handOff = handOff;
            handOff.startOver();
        }

        Uni<List<SubmitResult>> of(List<Submission> submissions) {
            List<Submission> keyed =
                    submissions.stream().filter(s -> s.idempotencyKey() != null).toList();
            return keyed.isEmpty()
                    ? written(submissions).map(Submits::accepted)
                    : keys.reserve(connection, keyed).chain(won -> reserved(submissions, keyed, won));
        }

        private Uni<List<Submitted>> written(List<Submission> submissions) {
            List<TimeLimits.Limited> limited = submissions.stream()
                    .filter(s -> s.limits().areAny())
                    .map(s -> new TimeLimits.Limited(s.facts().id(), s.runAt(), s.limits()))
                    .toList();
            return store.write(connection, events, handOff, submissions).call(() -> limits.set(connection, limited));
        }

        private Uni<List<SubmitResult>> reserved(List<Submission> all, List<Submission> keyed, Set<UUID> won) {
            Set<UUID> late = new HashSet<>();
            keyed.stream()
                    .map(s -> s.facts().id())
                    .filter(id -> !won.contains(id))
                    .forEach(late::add);
            List<Submission> fresh =
                    all.stream().filter(s -> !late.contains(s.facts().id())).toList();
            List<Submission> repeated =
                    all.stream().filter(s -> late.contains(s.facts().id())).toList();
            return written(fresh)
                    .chain(written ->
                            keys.firsts(connection, repeated).map(firsts -> merged(all, byId(written, fresh), firsts)));
        }
    }

    private static List<SubmitResult> accepted(List<Submitted> written) {
        return written.stream().<SubmitResult>map(SubmitResult.Accepted::new).toList();
    }

    private static Map<UUID, Submitted> byId(List<Submitted> written, List<Submission> fresh) {
        Map<UUID, Submitted> byId = new HashMap<>();
        for (int i = 0; i < fresh.size(); i++) {
            byId.put(fresh.get(i).facts().id(), written.get(i));
        }
        return byId;
    }

    private static List<SubmitResult> merged(
            List<Submission> all, Map<UUID, Submitted> written, Map<KeyStore.Key, KeyStore.First> firsts) {
        List<SubmitResult> results = new ArrayList<>(all.size());
        for (Submission s : all) {
            Submitted task = written.get(s.facts().id());
            results.add(task == null ? repeated(s, firsts) : new SubmitResult.Accepted(task));
        }
        return results;
    }

    private static SubmitResult repeated(Submission s, Map<KeyStore.Key, KeyStore.First> firsts) {
        KeyStore.First first = firsts.get(KeyStore.Key.of(s));
        if (first == null) {
            throw new IllegalStateException("an idempotency key is taken, but not by a task");
        }
        return first.fingerprint().equals(Fingerprint.of(s))
                ? new SubmitResult.Replayed(first.task())
                : new SubmitResult.Conflict("The idempotency key belongs to task "
                        + first.task().id() + ", which has another type, queue, priority, payload or target");
    }

    private void committed(HandOff handOff, List<Submission> submissions, List<SubmitResult> results) {
        handOff.committed();
        Set<Kind> ready = new HashSet<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof SubmitResult.Accepted accepted) {
                Submission s = submissions.get(i);
                if (accepted.task().state() == TaskState.READY) {
                    ready.add(s.facts().kind());
                } else if (s.isDeferred()) {
                    signals.dueIn(s.delayMs());
                }
            }
        }
        signals.ready(ready);
    }
}
