package dev.headrace.task.breaker;

import dev.headrace.task.model.BreakerSettings;
import dev.headrace.task.model.BreakerState;
import dev.headrace.task.rule.BreakerConfig;
import dev.headrace.task.rule.BreakerName;
import dev.headrace.task.rule.BreakerRule;
import dev.headrace.task.rule.Rejections;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads breakers for people. A breaker without a row is as the configuration says. */
@Singleton
class BreakerLookup {
    /** What others counted lately; this replica knows its own counts better. */
    private static final String COLUMNS = """
            b.tenant, b.name, b.state, b.changes, b.trips, b.opened, b.since, b.retry_at, b.reason, b.actor, b.enabled,
            b.failure_rate, b.min_count, b.window_ms, b.open_ms, b.max_open_ms, b.probes, b.probe_ms,
            c.failures, c.attempts""";

    private static final String COUNTED = """
            LEFT JOIN LATERAL (
              SELECT sum(failures)::bigint AS failures, sum(attempts)::bigint AS attempts FROM breaker_count
              WHERE tenant = b.tenant AND name = b.name AND replica <> $2
                AND at > now() - COALESCE(b.window_ms, $3) * interval '1 millisecond') c ON true
            """;

    private static final String FIND =
            "SELECT " + COLUMNS + " FROM breaker b " + COUNTED + " WHERE b.tenant = $1 AND b.name = $4";

    static final String LIST = "SELECT " + COLUMNS + " FROM breaker b " + COUNTED
            + " WHERE b.tenant = $1 AND b.name > $4 AND ($5::text IS NULL OR b.state = $5)"
            + " ORDER BY b.tenant, b.name LIMIT $6";

    static final String CHANGES = """
            SELECT at, from_state, to_state, cause, actor, reason FROM breaker_change
            WHERE tenant = $1 AND name = $2 ORDER BY tenant DESC, name DESC, number DESC LIMIT 100
            """;

    private final TaskTransactions transactions;
    private final Merger merger;
    private final MergeStore replicas;
    private final Rejections rejections;
    private final BreakerSettings common;

    BreakerLookup(
            TaskTransactions transactions,
            Merger merger,
            MergeStore replicas,
            Rejections rejections,
            BreakerConfig config) {
        this.transactions = transactions;
        this.merger = merger;
        this.replicas = replicas;
        this.rejections = rejections;
        this.common = config.settings();
    }

    /** One with its changes; one that nobody ever touched is closed. */
    Uni<BreakerView> find(BreakerName name) {
        Tuple parameters =
                Tuple.of(name.tenant(), replicas.replica(), common.window().toMillis(), name.name());
        return changes(name)
                .chain(changes -> transactions.query(FIND, parameters, rows -> {
                    for (Row row : rows) {
                        return view(row, changes);
                    }
                    return untouched(name);
                }));
    }

    /** By name, from behind {@code after}; one more than {@code limit}, if there is one. */
    Uni<List<BreakerView>> list(String tenant, @Nullable BreakerState state, String after, int limit) {
        Tuple parameters = Tuple.of(tenant, replicas.replica(), common.window().toMillis(), after)
                .addString(state == null ? null : state.name())
                .addInteger(limit + 1);
        return transactions.query(LIST, parameters, rows -> {
            List<BreakerView> all = new ArrayList<>(rows.size());
            rows.forEach(row -> all.add(view(row, null)));
            return all;
        });
    }

    /** What it goes by now. */
    Uni<BreakerSettings> settings(BreakerName name) {
        Tuple parameters =
                Tuple.of(name.tenant(), replicas.replica(), common.window().toMillis(), name.name());
        return transactions.query(FIND, parameters, rows -> {
            for (Row row : rows) {
                return rule(row).settings(common);
            }
            return common;
        });
    }

    private Uni<List<BreakerView.Change>> changes(BreakerName name) {
        return transactions.query(CHANGES, Tuple.of(name.tenant(), name.name()), BreakerLookup::changes);
    }

    private static List<BreakerView.Change> changes(RowSet<Row> rows) {
        List<BreakerView.Change> changes = new ArrayList<>(rows.size());
        for (Row row : rows) {
            changes.add(new BreakerView.Change(
                    row.getOffsetDateTime("at").toInstant(),
                    BreakerState.valueOf(row.getString("from_state")),
                    BreakerState.valueOf(row.getString("to_state")),
                    row.getString("cause"),
                    row.getString("actor"),
                    row.getString("reason")));
        }
        return changes;
    }

    private BreakerView untouched(BreakerName name) {
        return new BreakerView(
                name.name(),
                BreakerState.CLOSED,
                null,
                null,
                0,
                0,
                null,
                null,
                counts(name, Window.Counts.NONE),
                BreakerView.Settings.of(common),
                List.of(),
                List.of());
    }

    private BreakerView view(Row row, @Nullable List<BreakerView.Change> changes) {
        BreakerRule rule = rule(row);
        Long failures = row.getLong("failures");
        Window.Counts others =
                failures == null ? Window.Counts.NONE : new Window.Counts(failures, row.getLong("attempts"));
        return new BreakerView(
                rule.name(),
                rule.state(),
                rule.since(),
                rule.retryAt(),
                row.getInteger("trips"),
                row.getLong("opened"),
                rule.reason(),
                row.getString("actor"),
                counts(new BreakerName(rule.tenant(), rule.name()), others),
                BreakerView.Settings.of(rule.settings(common)),
                rule.adjusted(),
                changes);
    }

    private BreakerView.Counts counts(BreakerName name, Window.Counts others) {
        Window.Counts all = merger.tally().of(name).plus(others);
        return new BreakerView.Counts(all.attempts(), all.failures(), rejections.of(name));
    }

    private static BreakerRule rule(Row row) {
        return new BreakerRule(
                row.getString("tenant"),
                row.getString("name"),
                BreakerState.valueOf(row.getString("state")),
                row.getLong("changes"),
                row.getOffsetDateTime("since").toInstant(),
                instant(row.getOffsetDateTime("retry_at")),
                null,
                row.getString("reason"),
                row.getBoolean("enabled"),
                row.getDouble("failure_rate"),
                row.getInteger("min_count"),
                row.getLong("window_ms"),
                row.getLong("open_ms"),
                row.getLong("max_open_ms"),
                row.getInteger("probes"),
                row.getLong("probe_ms"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
