package dev.headrace.task.idempotency;

import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;

/** Removes keys that have expired and whose task has ended, and counts that are old. */
@Singleton
public class ExpiredKeys {
    /**
     * {@code $1} most rows, {@code $2} for how many seconds counts are kept. Replicas pass over what the other one removes. The
     * key of a task that has not ended stays; it is looked at again after a tenth of its age, so some ten times in as long as
     * the task has waited.
     */
    public static final String FORGET = """
            WITH usages AS (
              DELETE FROM idempotency_usage WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM idempotency_usage WHERE hour < now() - $2 * interval '1 second'
                LIMIT $1 FOR UPDATE SKIP LOCKED))),
            times AS (
              DELETE FROM idempotency_time WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM idempotency_time WHERE hour < now() - $2 * interval '1 second'
                LIMIT $1 FOR UPDATE SKIP LOCKED))),
            due AS MATERIALIZED (
              SELECT ctid AS at, task_id FROM idempotency WHERE expires_at <= now()
              ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED),
            seen AS MATERIALIZED (
              SELECT d.at, d.task_id, COALESCE(n.state IN ('SUCCEEDED', 'DEAD', 'CANCELLED'), true) AS ended
              FROM due d LEFT JOIN LATERAL (SELECT state FROM task_now WHERE id = d.task_id OFFSET 0) n ON true),
            kept AS (
              UPDATE idempotency
              SET expires_at = now() + greatest(interval '1 minute', (now() - uuid_extract_timestamp(task_id)) / 10)
              WHERE ctid = ANY (ARRAY(SELECT at FROM seen WHERE NOT ended))),
            gone AS (
              DELETE FROM idempotency WHERE ctid = ANY (ARRAY(SELECT at FROM seen WHERE ended)))
            SELECT count(*)::int AS looked FROM due
            """;

    private final TaskTransactions transactions;
    private final IdempotencyConfig config;

    ExpiredKeys(TaskTransactions transactions, IdempotencyConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /** Looks at up to so many keys that have expired; returns how many there were. */
    public Uni<Integer> forget(int most) {
        return transactions.query(
                FORGET,
                Tuple.of(most, config.keepCounts().toSeconds()),
                rows -> rows.iterator().next().getInteger("looked"));
    }
}
