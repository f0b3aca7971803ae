package dev.headrace.task.limit;

import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The limits that operators set. */
@Singleton
class LimitStore {
    private static final String COLUMNS =
            "name, key, queue, type, max_running, units, per_ms, burst, cost, cost_path, description, created_at, updated_at";

    /** Nothing is written if it would be one limit too many; the bound is soft by as many calls as race. */
    private static final String PUT = """
            INSERT INTO task_limit (tenant, name, key, queue, type, max_running, units, per_ms, burst, cost, cost_path,
                                    description)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
            WHERE (SELECT count(*) FROM task_limit WHERE tenant = $1) < $13
               OR EXISTS (SELECT FROM task_limit WHERE tenant = $1 AND name = $2)
            ON CONFLICT (tenant, name) DO UPDATE
            SET key = excluded.key, queue = excluded.queue, type = excluded.type, max_running = excluded.max_running,
                units = excluded.units, per_ms = excluded.per_ms, burst = excluded.burst, cost = excluded.cost,
                cost_path = excluded.cost_path, description = excluded.description, updated_at = now()
            RETURNING %s
            """.formatted(COLUMNS);

    /** What was used under the old rate says nothing about the new one's room: claims look again. */
    private static final String REOPEN =
            "UPDATE rate SET open_at = now() WHERE tenant = $1 AND name LIKE $2 AND open_at > now()";

    private static final String DELETE = "DELETE FROM task_limit WHERE tenant = $1 AND name = $2";

    private static final String FORGET_RATES = "DELETE FROM rate WHERE tenant = $1 AND name LIKE $2";

    private static final String FIND = "SELECT " + COLUMNS + " FROM task_limit WHERE tenant = $1 AND name = $2";

    private static final String ALL = "SELECT " + COLUMNS + " FROM task_limit WHERE tenant = $1 ORDER BY tenant, name";

    private final TaskTransactions transactions;

    LimitStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** Sets everything; empty if the tenant has {@code most} limits already. */
    Uni<Optional<Limit>> put(String tenant, String name, LimitResource.Settings s, int most) {
        Limit.Rate rate = s.rate();
        Tuple parameters = Tuple.tuple()
                .addString(tenant)
                .addString(name)
                .addString(s.key())
                .addString(s.queue())
                .addString(s.type())
                .addInteger(s.maxRunning())
                .addInteger(rate == null ? null : rate.units())
                .addLong(rate == null ? null : rate.perMs())
                .addInteger(rate == null ? null : rate.burst())
                .addInteger(s.fixedCost())
                .addString(s.costPath())
                .addString(s.description())
                .addInteger(most);
        return transactions
                .query(PUT, parameters, LimitStore::first)
                .call(() -> transactions.query(REOPEN, Tuple.of(tenant, meters(name)), rows -> rows.rowCount()));
    }

    /** Says whether there was one. */
    Uni<Boolean> delete(String tenant, String name) {
        return transactions
                .query(DELETE, Tuple.of(tenant, name), rows -> rows.rowCount() == 1)
                .call(() -> transactions.query(FORGET_RATES, Tuple.of(tenant, meters(name)), rows -> rows.rowCount()));
    }

    /** Names of limits have no character that means something in a pattern, but for the underscore. */
    private static String meters(String name) {
        return name.replace("_", "\\_") + "=%";
    }

    Uni<Optional<Limit>> find(String tenant, String name) {
        return transactions.query(FIND, Tuple.of(tenant, name), LimitStore::first);
    }

    /** By name. */
    Uni<List<Limit>> all(String tenant) {
        return transactions.query(ALL, Tuple.of(tenant), rows -> {
            List<Limit> all = new ArrayList<>(rows.size());
            rows.forEach(row -> all.add(limit(row)));
            return all;
        });
    }

    private static Optional<Limit> first(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(limit(row));
        }
        return Optional.empty();
    }

    private static Limit limit(Row row) {
        return new Limit(
                row.getString("name"),
                row.getString("key"),
                row.getString("queue"),
                row.getString("type"),
                row.getInteger("max_running"),
                rate(row),
                row.getInteger("cost"),
                row.getString("cost_path"),
                row.getString("description"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static Limit.@Nullable Rate rate(Row row) {
        return row.getInteger("units") == null
                ? null
                : new Limit.Rate(row.getInteger("units"), row.getLong("per_ms"), row.getInteger("burst"));
    }
}
