package dev.headrace.task.escalation;

import dev.headrace.platform.identity.Identity;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks up which ready tasks will start too late, at the pace that their queues have. */
@Singleton
class AtRiskStore {
    private static final int MOST_SEGMENTS = 100_000;

    /**
     * {@code $1} tenant, {@code $2} owner or null, {@code $3} and {@code $4} tiers and their promises in milliseconds, {@code $5}
     * within so many milliseconds, {@code $6} how many, {@code $7} most segments. What goes first is summed up by segments; only
     * those that may be late are looked into.
     */
    static final String FIND = """
            WITH promise AS (
              SELECT p.ms FROM tenant t JOIN unnest($3::text[], $4::bigint[]) AS p (tier, ms) ON p.tier = t.tier
              WHERE t.name = $1),
            pace AS (
              SELECT queue, sum(ended * 1000.0 / over_ms)::float8 AS per_s FROM queue_pace
              WHERE tenant = $1 AND at > now() - interval '3 minutes' GROUP BY queue),
            line AS (
              SELECT s.*, (sum(s.tasks) OVER (PARTITION BY s.queue ORDER BY s.priority, s.due_at, s.id) - s.tasks)::bigint AS before
              FROM (SELECT id, queue, type, priority, due_at, head, size - head AS tasks FROM segment
                    WHERE tenant = $1 ORDER BY tenant, queue, type, host, priority, due_at, id LIMIT $7) s),
            late AS MATERIALIZED (
              SELECT l.*, p.ms, l.due_at + p.ms * interval '1 millisecond' AS breaches_at,
                     COALESCE((SELECT per_s FROM pace WHERE pace.queue = l.queue), 0) AS per_s
              FROM line l CROSS JOIN promise p
              WHERE l.due_at + p.ms * interval '1 millisecond' <= now() + $5::bigint * interval '1 millisecond'),
            task_late AS (
              SELECT u.id, l.type, l.queue, l.priority, l.ms AS sla_ms, l.due_at, l.breaches_at, l.before + u.n - 1 AS ahead, l.per_s,
                     CASE WHEN l.per_s > 0
                          THEN now() + (l.before + u.n - 1) / l.per_s * interval '1 second' END AS starts_at
              FROM late l CROSS JOIN LATERAL (SELECT head, ids FROM segment WHERE id = l.id OFFSET 0) s
              CROSS JOIN LATERAL unnest(s.ids[s.head + 1 :]) WITH ORDINALITY AS u (id, n))
            SELECT x.*, (extract(epoch FROM now() - x.due_at) * 1000)::bigint AS waited_ms
            FROM task_late x CROSS JOIN LATERAL (SELECT owner FROM task WHERE id = x.id OFFSET 0) t
            WHERE (x.starts_at IS NULL OR x.starts_at > x.breaches_at) AND ($2::text IS NULL OR t.owner = $2)
            ORDER BY x.breaches_at, x.id LIMIT $6
            """;

    private final TaskTransactions transactions;
    private final Map<String, Duration> promises;

    AtRiskStore(TaskTransactions transactions, EscalationConfig config) {
        this.transactions = transactions;
        this.promises = Map.copyOf(config.sla());
    }

    /** Those that break their promise first; none if the tenant's tier has no promise. */
    Uni<List<AtRisk>> find(Identity caller, long withinMs, int most) {
        List<Map.Entry<String, Duration>> all = List.copyOf(promises.entrySet());
        Tuple parameters = Tuple.tuple()
                .addString(caller.tenant())
                .addString(caller.mayOperate() ? null : caller.subject())
                .addArrayOfString(all.stream().map(Map.Entry::getKey).toArray(String[]::new))
                .addArrayOfLong(all.stream().map(e -> e.getValue().toMillis()).toArray(Long[]::new))
                .addLong(withinMs)
                .addInteger(most)
                .addInteger(MOST_SEGMENTS);
        return transactions.query(FIND, parameters, rows -> {
            List<AtRisk> found = new ArrayList<>(rows.size());
            rows.forEach(row -> found.add(AtRisk.of(row)));
            return found;
        });
    }
}
