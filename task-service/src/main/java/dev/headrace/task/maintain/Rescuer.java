package dev.headrace.task.maintain;

import dev.headrace.task.outcome.Outcome;
import dev.headrace.task.outcome.Outcomes;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.signal.Signals;
import dev.headrace.task.store.TaskTransactions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** Takes tasks back from silent workers, and ends attempts that ran too long, by the database's clock. */
@Singleton
class Rescuer implements Signals.Listener {
    private static final Logger LOG = Logger.getLogger(Rescuer.class);

    /** The table holds what runs now and nothing else, so reading it whole is cheap. */
    private static final String SILENT = """
            SELECT r.id, r.lease, r.expires_at < now() AS silent FROM running r
            WHERE r.expires_at < now() OR r.deadline < now()
            LIMIT $1
            """;

    private final TaskTransactions transactions;
    private final Outcomes outcomes;
    private final Signals signals;
    private final MaintainConfig config;
    private final Round round;

    Rescuer(TaskTransactions transactions, Outcomes outcomes, Signals signals, MaintainConfig config) {
        this.transactions = transactions;
        this.outcomes = outcomes;
        this.signals = signals;
        this.config = config;
        this.round = new Round("rescue", config.batch(), this::rescue);
    }

    void start(@Observes StartupEvent event) {
        signals.listen(this);
    }

    @Override
    public void overdue() {
        round.run();
    }

    @Override
    public void ready(Set<Kind> kinds) {
        // Nothing that runs.
    }

    @Override
    public void dueIn(long delayMs) {
        // Nothing that runs.
    }

    void stop(@Observes ShutdownEvent event) {
        round.stop();
    }

    private Uni<Integer> rescue() {
        return transactions
                .query(SILENT, Tuple.of(config.batch()), Rescuer::ends)
                .chain(this::end);
    }

    private static List<Outcome> ends(RowSet<Row> rows) {
        List<Outcome> ends = new ArrayList<>(rows.size());
        for (Row row : rows) {
            ends.add(
                    row.getBoolean("silent")
                            ? Outcome.expired(row.getUUID("id"), row.getLong("lease"))
                            : Outcome.timedOut(row.getUUID("id"), row.getLong("lease")));
        }
        return ends;
    }

    private Uni<Integer> end(List<Outcome> ends) {
        if (!ends.isEmpty()) {
            LOG.infof("leases ended without an answer count=%d", ends.size());
        }
        return outcomes.end(ends).replaceWith(ends.size());
    }
}
