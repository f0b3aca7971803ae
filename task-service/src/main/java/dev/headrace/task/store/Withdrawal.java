package dev.headrace.task.store;

/** Takes ready tasks out of their segments: the part that statements share which do so. */
public final class Withdrawal {
    /**
     * Needs {@code wanted (id, tenant, queue, type, host)} and gives {@code withdrawn (id, segment, n, priority, due_at, attempt, crashes)}, each
     * as steps of a WITH clause.
     *
     * <p>Segments of the tasks' kinds are searched as the statement saw them first, and those that have one are locked,
     * in the order in which claims lock. What they hold counts only after the lock: what a claim took meanwhile is not
     * withdrawn. The test for membership is written so that it becomes a look into a hash table, never a loop in a loop.
     */
    public static final String OF_READY = """
            held_in AS MATERIALIZED (
              SELECT DISTINCT s.id FROM (SELECT DISTINCT tenant, queue, type, host FROM wanted) k
              CROSS JOIN LATERAL (
                SELECT id, head, ids FROM segment
                WHERE tenant = k.tenant AND queue = k.queue AND type = k.type AND host = k.host OFFSET 0) s
              CROSS JOIN LATERAL unnest(s.ids[s.head + 1 :]) AS u (id)
              WHERE (u.id IN (SELECT id FROM wanted)) IS TRUE),
            opened AS MATERIALIZED (
              SELECT id, priority, due_at, attempt, crashes, head, ids FROM segment
              WHERE id = ANY (ARRAY(SELECT id FROM held_in)) ORDER BY priority, due_at, id FOR UPDATE),
            content AS MATERIALIZED (
              SELECT o.id AS segment, o.priority, o.due_at, o.attempt, o.crashes, u.id, u.n,
                     u.id IN (SELECT id FROM wanted) AS gone
              FROM opened o CROSS JOIN LATERAL unnest(o.ids[o.head + 1 :]) WITH ORDINALITY AS u (id, n)),
            rest AS MATERIALIZED (
              SELECT segment, array_agg(id ORDER BY n) FILTER (WHERE NOT gone) AS ids FROM content
              GROUP BY segment HAVING bool_or(gone)),
            emptied AS (
              DELETE FROM segment WHERE id = ANY (ARRAY(SELECT segment FROM rest WHERE ids IS NULL))),
            shortened AS (
              UPDATE segment s SET ids = r.ids, head = 0, size = cardinality(r.ids) FROM rest r
              WHERE s.id = r.segment AND r.ids IS NOT NULL AND s.id = ANY (ARRAY(SELECT segment FROM rest))),
            withdrawn AS (
              SELECT id, segment, n, priority, due_at, attempt, crashes FROM content WHERE gone),
            """;

    private Withdrawal() {}
}
