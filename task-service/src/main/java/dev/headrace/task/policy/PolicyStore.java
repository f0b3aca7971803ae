package dev.headrace.task.policy;

import dev.headrace.task.failure.FailureType;
import dev.headrace.task.model.RetryPolicy;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The operators' retry policies. A row of kind CLASS is for a type of failure, one of kind TYPE for task types. */
@Singleton
class PolicyStore {
    private static final String LOAD = """
            SELECT tenant, kind, name, retry, strategy, base_ms, max_ms, jitter, budget_ms, max_attempts FROM retry_policy
            """;

    /** More than so many of one tenant are refused. */
    static final int MOST = 500;

    private static final String PUT = """
            INSERT INTO retry_policy
              (tenant, kind, name, retry, strategy, base_ms, max_ms, jitter, budget_ms, max_attempts, changed_by)
            SELECT $1::text, $2::text, $3::text, $4::bool, $5::text, $6::bigint, $7::bigint, $8::bool, $9::bigint, $10::int,
                   $11::text
            WHERE (SELECT count(*) FROM retry_policy WHERE tenant = $1) < $12
               OR EXISTS (SELECT FROM retry_policy WHERE tenant = $1 AND kind = $2 AND name = $3)
            ON CONFLICT (tenant, kind, name) DO UPDATE
            SET retry = excluded.retry, strategy = excluded.strategy, base_ms = excluded.base_ms,
                max_ms = excluded.max_ms, jitter = excluded.jitter, budget_ms = excluded.budget_ms,
                max_attempts = excluded.max_attempts, changed_by = excluded.changed_by, changed_at = now()
            """;

    private static final String DELETE = "DELETE FROM retry_policy WHERE tenant = $1 AND kind = $2 AND name = $3";

    private final TaskTransactions transactions;

    PolicyStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    Uni<Map<String, TenantPolicies>> load() {
        return transactions.query(LOAD, Tuple.tuple(), PolicyStore::read);
    }

    /** False if the tenant has too many. */
    Uni<Boolean> put(String tenant, Applied.Source kind, String name, Policy policy, String by) {
        RetryPolicy backoff = policy.backoff();
        Tuple parameters = Tuple.tuple()
                .addString(tenant)
                .addString(kind.name())
                .addString(name)
                .addBoolean(policy.retry())
                .addString(backoff.strategy().name())
                .addLong(backoff.baseMs())
                .addLong(backoff.maxMs())
                .addBoolean(backoff.jitter())
                .addLong(backoff.budgetMs())
                .addInteger(policy.maxAttempts())
                .addString(by)
                .addInteger(MOST);
        return transactions.query(PUT, parameters, rows -> rows.rowCount() > 0);
    }

    /** False if there was none. */
    Uni<Boolean> delete(String tenant, Applied.Source kind, String name) {
        return transactions.query(DELETE, Tuple.of(tenant, kind.name(), name), rows -> rows.rowCount() > 0);
    }

    private static Map<String, TenantPolicies> read(RowSet<Row> rows) {
        Map<String, List<TenantPolicies.OfType>> types = new HashMap<>();
        Map<String, Map<FailureType, Policy>> classes = new HashMap<>();
        for (Row row : rows) {
            String tenant = row.getString("tenant");
            types.computeIfAbsent(tenant, t -> new ArrayList<>());
            classes.computeIfAbsent(tenant, t -> new EnumMap<>(FailureType.class));
            String name = row.getString("name");
            if (Applied.Source.CLASS.name().equals(row.getString("kind"))) {
                classes.get(tenant).put(FailureType.valueOf(name), policy(row));
            } else {
                types.get(tenant).add(new TenantPolicies.OfType(name, policy(row)));
            }
        }
        Map<String, TenantPolicies> read = new HashMap<>();
        types.forEach((tenant, list) ->
                read.put(tenant, new TenantPolicies(list, classes.getOrDefault(tenant, Map.of()))));
        return Map.copyOf(read);
    }

    private static Policy policy(Row row) {
        RetryPolicy backoff = new RetryPolicy(
                RetryPolicy.Strategy.valueOf(row.getString("strategy")),
                row.getLong("base_ms"),
                row.getLong("max_ms"),
                row.getBoolean("jitter"),
                row.getLong("budget_ms"));
        Short attempts = row.getShort("max_attempts");
        return new Policy(row.getBoolean("retry"), backoff, attempts == null ? null : attempts.intValue());
    }
}
