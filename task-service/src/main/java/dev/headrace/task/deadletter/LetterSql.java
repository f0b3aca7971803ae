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

    /** The same for a filter that asks for nothing but what {@link LetterSource#isCovering} indexes hold: no row is fetched. */
    private static final String MATCHING_COVERED = """
            FROM (CANDIDATES) c
            WHERE OWNER AND ($1::text IS NULL OR true) AND cardinality($3::text[]) = 1 AND $4::text IS NULL AND $5::text IS NULL
              AND $6::text[] IS NULL AND $7::text IS NULL AND $8::text IS NULL AND $9::timestamptz IS NULL
              AND $10::timestamptz IS NULL AND $11::text IS NULL AND $12::uuid IS NULL AND $16::int[] IS NULL
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

    /**
     * Groups of the same cause, the largest first, over at most so many candidates. These come from the newest to the oldest, and
     * the first one of a group is its sample.
     */
    private static final String GROUPS = """
            WITH since AS MATERIALIZED (
              SELECT now() - interval '1 hour' AS hour, now() - interval '2 hours' AS two_hours,
                     now() - interval '1 day' AS day, now() - interval '2 days' AS two_days),
            grouped AS MATERIALIZED (
              SELECT c.tenant, c.fingerprint, any_value(c.id) AS sample, count(*) AS letters,
                     min(c.first_failed_at) AS first_seen, max(c.last_failed_at) AS last_seen,
                     count(*) FILTER (WHERE c.last_failed_at >= (SELECT hour FROM since)) AS last_hour,
                     count(*) FILTER (WHERE c.last_failed_at >= (SELECT two_hours FROM since)) AS two_hours,
                     count(*) FILTER (WHERE c.last_failed_at >= (SELECT day FROM since)) AS last_day,
                     count(*) FILTER (WHERE c.last_failed_at >= (SELECT two_days FROM since)) AS two_days
              MATCHING
              GROUP BY c.tenant, c.fingerprint)
            SELECT (SELECT COALESCE(sum(letters), 0)::bigint FROM grouped) AS total, g.*, g.two_hours - g.last_hour AS hour_before,
                   g.two_days - g.last_day AS day_before, s.*
            FROM (SELECT * FROM grouped ORDER BY letters DESC, last_seen DESC, fingerprint LIMIT $15) g
            CROSS JOIN LATERAL (
              SELECT id, task_id, type, error_type, error_message, failure_type, confidence, rule, remediation, alert_level,
                     last_failed_at
              FROM dead_letter WHERE id = g.sample OFFSET 0) s
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
        return sql(GROUPS.replace("MATCHING", MATCHING), source);
    }

    /**
     * The same from the source's index alone. What is not asked is no condition on rows: the server would expect next to none,
     * and sort 100,000 of them.
     */
    static String groupsCovered(LetterSource source, boolean ofOneOwner) {
        String owner = ofOneOwner ? "c.owner = $2" : "$2::text IS NULL";
        return sql(GROUPS.replace("MATCHING", MATCHING_COVERED.replace("OWNER", owner)), source);
    }

    private static String sql(String statement, LetterSource source) {
        return statement.replace("CANDIDATES", source.sql()).replace("IN_ORDER", source.order());
    }
}
