package dev.headrace.task.idempotency;

import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;

/** Removes keys that have expired, and counts that are old. */
@Singleton
public class ExpiredKeys {
    /** {@code $1} most rows, {@code $2} for how many seconds counts are kept. Replicas pass over what the other one removes. */
    public static final String FORGET = """
            WITH usages AS (
              DELETE FROM idempotency_usage WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM idempotency_usage WHERE hour < now() - $2 * interval '1 second'
                LIMIT $1 FOR UPDATE SKIP LOCKED))),
            times AS (
              DELETE FROM idempotency_time WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM idempotency_time WHERE hour < now() - $2 * interval '1 second'
                LIMIT $1 FOR UPDATE SKIP LOCKED)))
            DELETE FROM idempotency WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM idempotency WHERE expires_at <= now()
              ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED))
            """;

    private final TaskTransactions transactions;
    private final IdempotencyConfig config;

    ExpiredKeys(TaskTransactions transactions, IdempotencyConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /** Removes up to so many keys; returns how many there were. */
    public Uni<Integer> forget(int most) {
        return transactions.query(FORGET, Tuple.of(most, config.keepCounts().toSeconds()), rows -> rows.rowCount());
    }
}
