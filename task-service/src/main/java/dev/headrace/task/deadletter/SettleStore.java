package dev.headrace.task.deadletter;

import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Resolves the dead letters whose tasks have succeeded after all. */
@Singleton
class SettleStore {
    private static final String OF_TASKS = """
            WITH due AS MATERIALIZED (
              SELECT id, task_id, retried_at FROM dead_letter WHERE task_id = ANY ($1::uuid[]) AND status = 'RETRYING'
              FOR UPDATE SKIP LOCKED),
            """;

    private static final String TO_LOOK_AT = """
            WITH due AS MATERIALIZED (
              SELECT id, task_id, retried_at FROM dead_letter WHERE look_at <= now()
              ORDER BY look_at LIMIT $1 FOR UPDATE SKIP LOCKED),
            """;

    /**
     * A task that has not ended is looked at again after as much time as has passed since its retry, within bounds: so a task
     * is looked at some ten times in an hour, and one that succeeds is seen soon measured by what it took.
     */
    private static final String SETTLE = """
            seen AS MATERIALIZED (
              SELECT d.id, d.retried_at, n.state
              FROM due d CROSS JOIN LATERAL (SELECT state FROM task_now WHERE id = d.task_id OFFSET 0) n),
            settled AS (
              UPDATE dead_letter SET status = 'RESOLVED', look_at = NULL, updated_at = now()
              WHERE id = ANY (ARRAY(SELECT id FROM seen WHERE state = 'SUCCEEDED')) RETURNING id),
            noted AS (
              INSERT INTO dead_letter_change (letter_id, action, detail)
              SELECT id, 'resolve', 'its task succeeded' FROM settled),
            later AS (
              UPDATE dead_letter
              SET look_at = now() + greatest(interval '1 second', least(now() - retried_at, interval '10 minutes'))
              WHERE id = ANY (ARRAY(SELECT id FROM seen WHERE state <> 'SUCCEEDED')))
            SELECT count(*) AS looked FROM due
            """;

    static final String SETTLE_TASKS = OF_TASKS + SETTLE;
    static final String SETTLE_DUE = TO_LOOK_AT + SETTLE;

    private final TaskTransactions transactions;

    SettleStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** Those of these tasks. */
    Uni<Integer> settle(List<UUID> tasks) {
        return looked(SETTLE_TASKS, Tuple.tuple().addArrayOfUUID(tasks.toArray(UUID[]::new)));
    }

    /** Those that are to be looked at now; says how many were. */
    Uni<Integer> settle(int most) {
        return looked(SETTLE_DUE, Tuple.of(most));
    }

    private Uni<Integer> looked(String sql, Tuple parameters) {
        return transactions.query(
                sql, parameters, rows -> rows.iterator().next().getInteger("looked"));
    }
}
