package dev.headrace.task.breaker;

import dev.headrace.task.rule.BreakerName;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;

/** Settings that operators give a breaker of its own. */
@Singleton
class SettingsStore {
    /** Nothing is written if it would be one row too many; the bound is soft by as many calls as race. */
    private static final String PUT = """
            INSERT INTO breaker (tenant, name, enabled, failure_rate, min_count, window_ms, open_ms, max_open_ms, probes,
                                 probe_ms)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
            WHERE (SELECT count(*) FROM breaker WHERE tenant = $1) < $11
               OR EXISTS (SELECT FROM breaker WHERE tenant = $1 AND name = $2)
            ON CONFLICT (tenant, name) DO UPDATE
            SET enabled = excluded.enabled, failure_rate = excluded.failure_rate, min_count = excluded.min_count,
                window_ms = excluded.window_ms, open_ms = excluded.open_ms, max_open_ms = excluded.max_open_ms,
                probes = excluded.probes, probe_ms = excluded.probe_ms
            RETURNING name
            """;

    private final TaskTransactions transactions;

    SettingsStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** Sets everything, what is absent is the configuration's again. Says false if the tenant has {@code most} already. */
    Uni<Boolean> put(BreakerName name, BreakerResource.Settings s, int most) {
        Tuple parameters = Tuple.tuple()
                .addString(name.tenant())
                .addString(name.name())
                .addBoolean(s.enabled())
                .addDouble(s.failureRate())
                .addInteger(s.minCount())
                .addLong(s.windowMs())
                .addLong(s.openMs())
                .addLong(s.maxOpenMs())
                .addInteger(s.probes())
                .addLong(s.probeMs())
                .addInteger(most);
        return transactions.query(PUT, parameters, rows -> rows.size() == 1);
    }
}
