package dev.headrace.task.inspect;

import java.util.List;

/**
 * The statements of a search. They take candidates in the order of their ids, look at each by index, and stop at the page's
 * size or at so many candidates, whichever comes first: no search reads more, whatever it looks for.
 *
 * <p>Parameters: {@code $1} tenant, {@code $2} owner, {@code $3} states, {@code $4} type, {@code $5} its beginning, {@code $6} queue,
 * {@code $7} priorities, {@code $8} tag, {@code $9} and {@code $10} created, {@code $11} and {@code $12} finished, {@code $13} text,
 * {@code $14} and {@code $15} range of ids, {@code $16} most candidates, {@code $17} most results. Null is any.
 *
 * <p>What is joined is fenced by {@code OFFSET 0}: a join of another kind would read a table whole.
 */
final class ScanSql {
    private static final String COLUMNS = """
            SELECT t.*, n.state, last.finished_at, last.output, last.reason, due.due_at,
                   NULL::bigint AS budget_ms, NULL::bigint AS start_within_ms, NULL::timestamptz AS expires_at,
                   NULL::text AS changes
            """;

    private static final String MATCHING = """
            FROM (CANDIDATES) c
            CROSS JOIN LATERAL (
              SELECT id, tenant, owner, type, queue, priority, created_at, run_at, timeout_ms, max_attempts, retry,
                     tags::text AS tags_text, metadata, idempotency_key, batch
              FROM task
              WHERE id = c.id AND ($1::text IS NULL OR tenant = $1) AND ($2::text IS NULL OR owner = $2)
                AND ($4::text IS NULL OR type = $4) AND ($5::text IS NULL OR starts_with(type, $5))
                AND ($6::text IS NULL OR queue = $6) AND ($7::int[] IS NULL OR priority = ANY ($7))
                AND ($8::text IS NULL OR tags @> to_jsonb($8::text))
                AND ($9::timestamptz IS NULL OR created_at >= $9)
                AND ($10::timestamptz IS NULL OR created_at < $10)
              OFFSET 0) t
            CROSS JOIN LATERAL (SELECT state FROM task_now WHERE id = c.id OFFSET 0) n
            LEFT JOIN LATERAL (
              SELECT finished_at, output, reason FROM attempt a
              WHERE a.task_id = c.id AND n.state IN ('SUCCEEDED', 'DEAD', 'CANCELLED')
              ORDER BY a.task_id DESC, a.lease DESC LIMIT 1) last ON true
            LEFT JOIN LATERAL (SELECT due_at FROM deferred WHERE id = c.id) due ON true
            WHERE (c.lease IS NULL OR NOT EXISTS (
                SELECT FROM attempt later WHERE later.task_id = c.id AND later.lease > c.lease))
              AND ($3::text[] IS NULL OR n.state = ANY ($3))
              AND ($11::timestamptz IS NULL OR last.finished_at >= $11)
              AND ($12::timestamptz IS NULL OR last.finished_at < $12)
              AND ($13::text IS NULL OR strpos(lower(t.type), $13) > 0 OR EXISTS (
                SELECT FROM (
                  SELECT error_type, error_message FROM attempt a
                  WHERE a.task_id = c.id AND (a.error_type IS NOT NULL OR a.error_message IS NOT NULL)
                  ORDER BY a.task_id DESC, a.lease DESC LIMIT 1) e
                WHERE strpos(lower(e.error_type), $13) > 0 OR strpos(lower(e.error_message), $13) > 0))
            ORDER BY IN_ORDER LIMIT $17
            """;

    /** The last candidate, if there are so many that there may be more: the search goes on behind it. */
    private static final String END_OF_WINDOW = "(SELECT id FROM (CANDIDATES) c OFFSET $16 - 1 LIMIT 1)";

    private ScanSql() {}

    /** Rows of tasks; {@code window_end} is there if there were fewer than asked for, but more candidates. */
    static String list(List<Source> sources) {
        return found(COLUMNS, sources, "SELECT w.window_end, f.*", "found f ON true ORDER BY f.id DESC");
    }

    /** Ids alone. */
    static String ids(List<Source> sources) {
        return found("SELECT c.id ", sources, "SELECT w.window_end, f.id", "found f ON true ORDER BY f.id DESC");
    }

    /** How many in each state. */
    static String counts(List<Source> sources) {
        return found(
                "SELECT n.state ",
                sources,
                "SELECT w.window_end, f.state, f.n",
                "(SELECT state, count(*) AS n FROM found GROUP BY state) f ON true");
    }

    private static String found(String columns, List<Source> sources, String result, String from) {
        String sql = "WITH found AS MATERIALIZED (" + columns + MATCHING + ")\n" + result
                + " FROM (SELECT CASE WHEN (SELECT count(*) FROM found) < $17 THEN "
                + END_OF_WINDOW + " END AS window_end) w LEFT JOIN " + from;
        return sql.replace("CANDIDATES", Source.of(sources)).replace("IN_ORDER", Source.order(sources));
    }
}
