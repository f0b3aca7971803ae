package dev.headrace.task.deadletter;

/**
 * The statements of a search among dead letters. They take candidates in the order of their ids and stop at the page's size or
 * at so many candidates, whichever comes first: no search reads more, whatever it looks for.
 *
 * <p>Parameters: {@code $1} tenant, {@code $2} owner, {@code $3} statuses, {@code $4} type, {@code $5} its beginning, {@code $6} types
 * of failures, {@code $7} assignee, {@code $8} fingerprint, {@code $9} and {@code $10} range of the last failure, {@code $11} text,
 * {@code $12} task, {@code $13} before this id, {@code $14} most candidates, {@code $15} most results, {@code $16}
 * priorities. Null is any.
 */
final class LetterSql {
    private static final String MATCHING = """
            FROM (CANDIDATES) c
            WHERE ($1::text IS NULL OR c.tenant = $1) AND ($2::text IS NULL OR c.owner = $2)
              AND ($3::text[] IS NULL OR c.status = ANY ($3))
              AND ($4::text IS NULL OR c.type = $4) AND ($5::text IS NULL OR starts_with(c.type, $5))
              AND ($6::text[] IS NULL OR COALESCE(c.failure_type, 'UNKNOWN') = ANY ($6))
              AND ($7::text IS NULL OR c.assignee = $7) AND ($8::text IS NULL OR c.fingerprint = $8)
              AND ($9::timestamptz IS NULL OR c.last_failed_at >= $9)
              AND ($10::timestamptz IS NULL OR c.last_failed_at < $10)
              AND ($11::text IS NULL OR strpos(lower(c.type), $11) > 0 OR strpos(lower(c.error_type), $11) > 0
                   OR strpos(lower(c.error_message), $11) > 0)
              AND ($12::uuid IS NULL OR c.task_id = $12) AND ($16::int[] IS NULL OR c.priority = ANY ($16))
            """;

    /** The last candidate, if there are so many that there may be more: the search goes on behind it. */
    private static final String FOUND = """
            WITH found AS MATERIALIZED (
              SELECT c.*
            """ + MATCHING + """
              ORDER BY IN_ORDER LIMIT $15)
            SELECT w.window_end, ROWS
            FROM (SELECT CASE WHEN (SELECT count(*) FROM found) < $15
                         THEN (SELECT id FROM (CANDIDATES) c OFFSET $14 - 1 LIMIT 1) END AS window_end) w
            LEFT JOIN FROM_FOUND
            """;

    /** Groups of the same cause, the largest first, over at most so many candidates. */
    private static final String GROUPS = """
            WITH grouped AS MATERIALIZED (
              SELECT c.tenant, c.fingerprint, count(*) AS letters, min(c.first_failed_at) AS first_seen,
                     max(c.last_failed_at) AS last_seen,
                     count(*) FILTER (WHERE c.last_failed_at >= now() - interval '1 hour') AS last_hour,
                     count(*) FILTER (WHERE c.last_failed_at >= now() - interval '2 hours'
                                        AND c.last_failed_at < now() - interval '1 hour') AS hour_before,
                     count(*) FILTER (WHERE c.last_failed_at >= now() - interval '1 day') AS last_day,
                     count(*) FILTER (WHERE c.last_failed_at >= now() - interval '2 days'
                                        AND c.last_failed_at < now() - interval '1 day') AS day_before
            """ + MATCHING + """
              GROUP BY c.tenant, c.fingerprint)
            SELECT (SELECT count(*) FROM grouped) AS groups, (SELECT COALESCE(sum(letters), 0)::bigint FROM grouped) AS total,
                   g.*, s.*
            FROM (SELECT * FROM grouped ORDER BY letters DESC, last_seen DESC, fingerprint LIMIT $15) g
            CROSS JOIN LATERAL (
              SELECT id, task_id, type, status, error_type, error_message, failure_type, confidence, rule, remediation,
                     alert_level, last_failed_at
              FROM dead_letter d
              WHERE (d.tenant, d.fingerprint) <= (g.tenant, g.fingerprint)
                AND (d.tenant, d.fingerprint) >= (g.tenant, g.fingerprint) AND ($2::text IS NULL OR d.owner = $2)
                AND ($3::text[] IS NULL OR d.status = ANY ($3))
              ORDER BY d.tenant DESC, d.fingerprint DESC, d.id DESC LIMIT 1) s
            ORDER BY g.letters DESC, g.last_seen DESC, g.fingerprint
            """;

    private LetterSql() {}

    /** Rows of dead letters; {@code window_end} is there if there were fewer than asked for, but more candidates. */
    static String list(LetterSource source) {
        return sql(FOUND, source)
                .replace("ROWS", "f.*, due.due_at AS next_retry_at")
                .replace("FROM_FOUND", """
                        (found f LEFT JOIN LATERAL (
                          SELECT due_at FROM deferred WHERE id = f.task_id AND f.status = 'RETRYING' OFFSET 0) due ON true)
                        ON true ORDER BY f.id DESC""");
    }

    /** Their ids and statuses alone. */
    static String brief(LetterSource source) {
        return sql(FOUND, source)
                .replace("ROWS", "f.id, f.task_id, f.status")
                .replace("FROM_FOUND", "found f ON true ORDER BY f.id DESC");
    }

    /** How many of each status. */
    static String counts(LetterSource source) {
        return sql(FOUND, source)
                .replace("ROWS", "f.status, f.n")
                .replace("FROM_FOUND", "(SELECT status, count(*) AS n FROM found GROUP BY status) f ON true");
    }

    static String groups(LetterSource source) {
        return sql(GROUPS, source);
    }

    private static String sql(String statement, LetterSource source) {
        return statement.replace("CANDIDATES", source.sql()).replace("IN_ORDER", source.order());
    }
}
