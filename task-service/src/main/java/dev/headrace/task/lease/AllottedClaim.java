package dev.headrace.task.lease;

import dev.headrace.task.rule.LimitRule;
import dev.headrace.task.rule.Rules;
import dev.headrace.task.share.Allotment;
import dev.headrace.task.share.Candidate;
import dev.headrace.task.share.Load;
import dev.headrace.task.share.Shares;
import dev.headrace.task.share.Tiers;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Leases due tasks where limits, weights or several tenants decide. Reads what is at the heads of the kinds and what the
 * limits have counted, decides in memory ({@link Allotment}), and takes what was decided, in one transaction.
 *
 * <p>Claims under the same limit follow one another over all replicas, so the count is exact. Segments are read without
 * a lock: one that somebody else took from meanwhile is not taken from, and the claim is told that there may be more.
 */
@Singleton
class AllottedClaim {
    private final TaskTransactions transactions;
    private final AllottedStore store;
    private final LoadStore loads;
    private final Shares shares;
    private final Tiers tiers;

    AllottedClaim(TaskTransactions transactions, AllottedStore store, LoadStore loads, Shares shares, Tiers tiers) {
        this.transactions = transactions;
        this.store = store;
        this.loads = loads;
        this.shares = shares;
        this.tiers = tiers;
    }

    Uni<Claims.Result> claim(Backlog.Choice choice, List<Claims.Place> places) {
        return transactions.run((connection, events) -> new Attempt(connection, events, choice, places).claim());
    }

    /** One try; a deadlock leads to another. */
    private final class Attempt {
        private final SqlConnection connection;
        private final EventBatch events;
        private final Backlog.Choice choice;
        private final List<Claims.Place> places;
        private final Load load;
        private double opensInMs = Double.POSITIVE_INFINITY;
        private boolean more;

        Attempt(SqlConnection connection, EventBatch events, Backlog.Choice choice, List<Claims.Place> places) {
            this.connection = connection;
            this.events = events;
            this.choice = choice;
            this.places = places;
            this.load = new Load(choice.rules());
        }

        Uni<Claims.Result> claim() {
            return store.alone(connection, locks(choice))
                    .chain(() -> loads.running(connection, tenants(), load))
                    .chain(() -> store.heads(connection, choice, load.full(), places.size()))
                    .chain(this::rated)
                    .map(claimed -> new Claims.Result(claimed, more, opensInMs));
        }

        private Set<String> tenants() {
            Set<String> tenants = new HashSet<>();
            choice.kinds().forEach(kind -> tenants.add(kind.tenant()));
            return tenants;
        }

        private Uni<List<Claims.Claimed>> rated(AllottedStore.Heads heads) {
            more = heads.cut();
            Set<Load.Name> names = new HashSet<>();
            heads.all().forEach(head -> names.addAll(load.rates(head.kind(), head.keys())));
            return isRated(choice)
                    ? loads.rates(connection, tenants(), names).chain(rates -> allotted(heads, rates))
                    : allotted(heads, LoadStore.Rates.NONE);
        }

        private Uni<List<Claims.Claimed>> allotted(AllottedStore.Heads heads, LoadStore.Rates rates) {
            List<Candidate> candidates = heads.all().stream()
                    .map(head -> head.candidate(load.charges(head.kind(), head.keys(), head.costs(), rates.aheadMs())))
                    .toList();
            Map<String, Integer> weights = new HashMap<>();
            heads.all().forEach(head -> weights.put(head.kind().tenant(), tiers.weight(head.tier())));
            Allotment allotment = new Allotment(
                    shares, load.seconds(), weights, choice.rules().weights(choice.kinds()));
            List<Allotment.Pick> picks = allotment.of(candidates, places.size());
            opensInMs = Math.min(rates.opensInMs(), allotment.opensInMs());
            return picks.isEmpty()
                    ? Uni.createFrom().item(List.of())
                    : store.take(connection, picks, places)
                            .map(rows ->
                                    Leasing.claimed(rows, events, choice.shape().isShared()))
                            .invoke(claimed -> settle(picks, claimed))
                            .call(() -> store.charge(connection, load.charged()));
        }

        /** What somebody else took meanwhile takes nothing from the meters. */
        private void settle(List<Allotment.Pick> picks, List<Claims.Claimed> claimed) {
            Set<Integer> filled = new HashSet<>();
            claimed.forEach(c -> filled.add(c.place()));
            for (int place = 0; place < picks.size(); place++) {
                if (!filled.contains(place)) {
                    picks.get(place).from().giveBack();
                    more = true;
                }
            }
        }
    }

    /** The limits that count any of the kinds, always in the same order. */
    private static Set<String> locks(Backlog.Choice choice) {
        Set<String> locks = new TreeSet<>();
        Rules rules = choice.rules();
        for (Kind kind : choice.kinds()) {
            rules.queue(kind)
                    .filter(rule -> rule.maxRunning() != null)
                    .ifPresent(rule -> locks.add("queue " + kind.tenant() + "/" + kind.queue()));
            for (LimitRule limit : rules.limits(kind)) {
                locks.add("limit " + kind.tenant() + "/" + limit.name());
            }
        }
        return locks;
    }

    private static boolean isRated(Backlog.Choice choice) {
        return choice.kinds().stream()
                .flatMap(kind -> choice.rules().limits(kind).stream())
                .anyMatch(limit -> limit.units() != null);
    }
}
