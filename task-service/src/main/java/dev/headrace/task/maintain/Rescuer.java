package dev.headrace.task.maintain;

import dev.headrace.task.outcome.Outcome;
import dev.headrace.task.outcome.Outcomes;
import dev.headrace.task.store.TaskTransactions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** Takes tasks back from silent workers, and ends attempts that ran too long, by the database's clock. */
@Singleton
class Rescuer {
    private static final Logger LOG = Logger.getLogger(Rescuer.class);

    /** The table holds what runs now and nothing else, so reading it whole once a second is cheap. */
    private static final String SILENT = """
            SELECT r.id, r.lease, t.tenant, r.expires_at < now() AS silent
            FROM running r JOIN task t ON t.id = r.id
            WHERE r.expires_at < now() OR r.deadline < now()
            LIMIT $1
            """;

    private final Vertx vertx;
    private final TaskTransactions transactions;
    private final Outcomes outcomes;
    private final MaintainConfig config;
    private final Round round;

    Rescuer(Vertx vertx, TaskTransactions transactions, Outcomes outcomes, MaintainConfig config) {
        this.vertx = vertx;
        this.transactions = transactions;
        this.outcomes = outcomes;
        this.config = config;
        this.round = new Round("rescue", config.batch(), this::rescue);
    }

    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(config.rescueEvery().toMillis(), id -> round.run());
    }

    void stop(@Observes ShutdownEvent event) {
        round.stop();
    }

    private Uni<Integer> rescue() {
        return transactions
                .query(SILENT, Tuple.of(config.batch()), Rescuer::byTenant)
                .chain(this::end);
    }

    private static Map<String, List<Outcome>> byTenant(RowSet<Row> rows) {
        Map<String, List<Outcome>> byTenant = new LinkedHashMap<>();
        for (Row row : rows) {
            Outcome outcome = row.getBoolean("silent")
                    ? Outcome.expired(row.getUUID("id"), row.getLong("lease"))
                    : Outcome.timedOut(row.getUUID("id"), row.getLong("lease"));
            byTenant.computeIfAbsent(row.getString("tenant"), t -> new ArrayList<>())
                    .add(outcome);
        }
        return byTenant;
    }

    private Uni<Integer> end(Map<String, List<Outcome>> byTenant) {
        int found = byTenant.values().stream().mapToInt(List::size).sum();
        if (found > 0) {
            LOG.infof("leases ended without an answer count=%d", found);
        }
        return Multi.createFrom()
                .iterable(byTenant.entrySet())
                .onItem()
                .transformToUniAndConcatenate(e -> outcomes.end(e.getKey(), e.getValue()))
                .collect()
                .last()
                .replaceWith(found);
    }
}
