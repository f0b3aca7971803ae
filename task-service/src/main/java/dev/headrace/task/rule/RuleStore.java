package dev.headrace.task.rule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.task.model.BreakerSettings;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads all rules in one statement, so that they belong together. */
@Singleton
class RuleStore {
    private static final String LOAD = """
            SELECT (SELECT version FROM rule_version) AS version,
                   (SELECT json_agg(q) FROM (
                      SELECT tenant, name, paused, max_running, weight FROM queue
                      WHERE paused OR max_running IS NOT NULL OR weight IS NOT NULL) q)::text AS queues,
                   (SELECT json_agg(l) FROM (
                      SELECT tenant, name, key, queue, type, max_running, units, per_ms, burst, cost, cost_path
                      FROM task_limit) l)::text AS limits,
                   (SELECT json_agg(r) FROM (
                      SELECT tenant, place, type, queue, priority FROM route) r)::text AS routes,
                   (SELECT json_agg(b) FROM (
                      SELECT tenant, name, state, changes, since, retry_at,
                             (extract(epoch FROM retry_at - now()) * 1000)::bigint AS retry_in_ms, reason,
                             enabled, failure_rate, min_count, window_ms, open_ms, max_open_ms, probes, probe_ms
                      FROM breaker WHERE state <> 'CLOSED' OR adjusted) b)::text AS breakers
            """;

    private final TaskTransactions transactions;
    private final BreakerSettings breakers;

    RuleStore(TaskTransactions transactions, BreakerConfig config) {
        this.transactions = transactions;
        this.breakers = config.settings();
    }

    Uni<Rules> load() {
        return transactions.query(LOAD, Tuple.tuple(), this::rules);
    }

    private Rules rules(RowSet<Row> rows) {
        Row row = rows.iterator().next();
        return Rules.of(
                row.getLong("version"),
                list(row.getString("queues"), new TypeReference<>() {}),
                list(row.getString("limits"), new TypeReference<>() {}),
                list(row.getString("routes"), new TypeReference<>() {}),
                BreakerRules.of(list(row.getString("breakers"), new TypeReference<>() {}), breakers));
    }

    private static <T> List<T> list(@Nullable String json, TypeReference<List<T>> type) {
        try {
            return json == null ? List.of() : JsonBytes.mapper().readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
