package dev.headrace.task.inspect;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a search takes its candidates from, by id, the newest first, so many at most. The table that holds a state is much
 * smaller than all tasks.
 *
 * <p>A tenant is a range of one value. As a plain equality the server is free to walk through the tasks of all tenants in the order
 * of their ids, and did so: 2.8 s for a tenant whose tasks are older than a million of others.
 *
 * <p>Columns: {@code id}, and {@code lease} of the attempt that a candidate was found by; only the task's last one counts.
 * Parameters: {@code $1} tenant, {@code $14} and {@code $15} range of ids, {@code $16} how many.
 */
enum Source {
    TASKS_OF_TENANT("""
            SELECT id, NULL::bigint AS lease, tenant FROM task WHERE (tenant, id) < ($1, $15) AND (tenant, id) >= ($1, $14)
            ORDER BY tenant DESC, id DESC LIMIT $16"""),

    TASKS("""
            SELECT id, NULL::bigint AS lease FROM task WHERE id >= $14 AND id < $15 ORDER BY id DESC LIMIT $16"""),

    RUNNING("""
            SELECT id, NULL::bigint AS lease FROM running WHERE id >= $14 AND id < $15 ORDER BY id DESC LIMIT $16"""),

    DEFERRED("""
            SELECT id, NULL::bigint AS lease FROM deferred WHERE id >= $14 AND id < $15 ORDER BY id DESC LIMIT $16"""),

    READY_OF_TENANT("""
            SELECT u.id, NULL::bigint AS lease
            FROM segment s CROSS JOIN LATERAL unnest(s.ids[s.head + 1 :]) AS u (id)
            WHERE s.tenant = $1 AND u.id >= $14 AND u.id < $15 ORDER BY u.id DESC LIMIT $16"""),

    READY("""
            SELECT u.id, NULL::bigint AS lease
            FROM segment s CROSS JOIN LATERAL unnest(s.ids[s.head + 1 :]) AS u (id)
            WHERE u.id >= $14 AND u.id < $15 ORDER BY u.id DESC LIMIT $16"""),

    DEAD("""
            SELECT task_id AS id, lease FROM attempt
            WHERE state_after = 'DEAD' AND task_id >= $14 AND task_id < $15
            ORDER BY state_after DESC, task_id DESC, lease DESC LIMIT $16"""),

    CANCELLED("""
            SELECT task_id AS id, lease FROM attempt
            WHERE state_after = 'CANCELLED' AND task_id >= $14 AND task_id < $15
            ORDER BY state_after DESC, task_id DESC, lease DESC LIMIT $16"""),

    NOWHERE("SELECT $14::uuid AS id, NULL::bigint AS lease WHERE false AND $15::uuid IS NULL LIMIT $16");

    private final String sql;

    Source(String sql) {
        this.sql = sql;
    }

    /** The order in which candidates come, so that nobody sorts them again. */
    static String order(List<Source> sources) {
        return sources.equals(List.of(TASKS_OF_TENANT)) ? "c.tenant DESC, c.id DESC" : "c.id DESC";
    }

    /** Candidates of several sources as of one. */
    static String of(List<Source> sources) {
        return sources.size() == 1
                ? sources.getFirst().sql
                : sources.stream()
                        .map(s -> "(" + s.sql + ")")
                        .collect(Collectors.joining(
                                " UNION ALL ", "SELECT * FROM (", ") u ORDER BY id DESC, lease DESC LIMIT $16"));
    }
}
