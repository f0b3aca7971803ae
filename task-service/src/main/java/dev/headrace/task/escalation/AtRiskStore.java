package dev.headrace.task.escalation;

import dev.headrace.platform.identity.Identity;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks up which ready tasks will start too late, at the pace that their queues have. */
@Singleton
class AtRiskStore {
    private static final int MOST_SEGMENTS = 100_000;

    /**
     * {@code $1} tenant, {@code $2} owner or null, {@code $3} and {@code $4} tiers and their promises in milliseconds, {@code $5}
     * within so many milliseconds, {@code $6} how many, {@code $7} most segments, {@code $8} and {@code $9} behind the task that
     * breaks its promise then, or null. What goes first is summed up by segments; only those that may be late are looked
     * into, from the first of their tasks on that is, and no farther than a page needs: the ids of a segment are in order.
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
              WHERE l.due_at + p.ms * interval '1 millisecond' <= now() + $5::bigint * interval '1 millisecond'
                AND ($8::timestamptz IS NULL OR l.due_at + p.ms * interval '1 millisecond' >= $8)),
            part AS (
              SELECT l.*, CASE WHEN l.per_s > 0 THEN greatest(
                       0, floor(extract(epoch FROM l.breaches_at - now())::float8 * l.per_s) - l.before)::bigint
                     ELSE 0 END AS in_time
              FROM late l),
            task_late AS (
              SELECT u.id, p.type, p.queue, p.priority, p.ms AS sla_ms, p.due_at, p.breaches_at, p.per_s,
                     p.before + p.in_time + u.n - 1 AS ahead,
                     CASE WHEN p.per_s > 0
                          THEN now() + (p.before + p.in_time + u.n - 1) / p.per_s * interval '1 second' END AS starts_at
              FROM part p CROSS JOIN LATERAL (SELECT head, size, ids FROM segment WHERE id = p.id OFFSET 0) s
              CROSS JOIN LATERAL unnest(s.ids[(s.head + p.in_time + 1)::int :
                CASE WHEN $2::text IS NULL AND ($8::timestamptz IS NULL OR p.breaches_at > $8)
                     THEN least(s.size, s.head + p.in_time + $6 + 2)::int ELSE s.size END]) WITH ORDINALITY AS u (id, n)
              WHERE p.in_time < p.tasks)
            SELECT x.*, (extract(epoch FROM now() - x.due_at) * 1000)::bigint AS waited_ms
            FROM task_late x
            WHERE (x.starts_at IS NULL OR x.starts_at > x.breaches_at)
              AND ($2::text IS NULL OR (SELECT owner FROM task WHERE id = x.id) = $2)
              AND ($8::timestamptz IS NULL OR (x.breaches_at, x.id) > ($8, $9::uuid))
            ORDER BY x.breaches_at, x.id LIMIT $6
            """;

    private final TaskTransactions transactions;
    private final Map<String, Duration> promises;

    AtRiskStore(TaskTransactions transactions, EscalationConfig config) {
        this.transactions = transactions;
        this.promises = Map.copyOf(config.sla());
    }

    /** The last one of a page. */
    record After(OffsetDateTime breachesAt, UUID id) {}

    /** Those that break their promise first; none if the tenant's tier has no promise. */
    Uni<List<AtRisk>> find(Identity caller, long withinMs, @Nullable After after, int most) {
        List<Map.Entry<String, Duration>> all = List.copyOf(promises.entrySet());
        Tuple parameters = Tuple.tuple()
                .addString(caller.tenant())
                .addString(caller.mayOperate() ? null : caller.subject())
                .addArrayOfString(all.stream().map(Map.Entry::getKey).toArray(String[]::new))
                .addArrayOfLong(all.stream().map(e -> e.getValue().toMillis()).toArray(Long[]::new))
                .addLong(withinMs)
                .addInteger(most)
                .addInteger(MOST_SEGMENTS)
                .addOffsetDateTime(after == null ? null : after.breachesAt())
                .addUUID(after == null ? null : after.id());
        return transactions.query(FIND, parameters, rows -> {
            List<AtRisk> found = new ArrayList<>(rows.size());
            rows.forEach(row -> found.add(AtRisk.of(row)));
            return found;
        });
    }
}
