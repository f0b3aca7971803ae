package dev.headrace.task.deadletter;

import dev.headrace.task.store.EventBatch;
import dev.headrace.task.store.LetterEvent;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
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
              WHERE id = ANY (ARRAY(SELECT id FROM seen WHERE state = 'SUCCEEDED')) RETURNING *),
            noted AS (
              INSERT INTO dead_letter_change (letter_id, action, detail)
              SELECT id, 'resolve', 'its task succeeded' FROM settled),
            later AS (
              UPDATE dead_letter
              SET look_at = now() + greatest(interval '1 second', least(now() - retried_at, interval '10 minutes'))
              WHERE id = ANY (ARRAY(SELECT id FROM seen WHERE state <> 'SUCCEEDED')))
            SELECT n.looked, s.*
            FROM (SELECT count(*)::int AS looked FROM due) n LEFT JOIN settled s ON true
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
        return transactions.run((connection, events) ->
                connection.preparedQuery(sql).execute(parameters).map(rows -> told(rows, events)));
    }

    private static int told(RowSet<Row> rows, EventBatch events) {
        int looked = 0;
        for (Row row : rows) {
            looked = row.getInteger("looked");
            if (row.getUUID("id") != null) {
                LetterEvent.Letter letter = LetterStore.letter(row, LetterStatus.RESOLVED.name());
                events.add(new LetterEvent(letter, LetterStatus.RETRYING.name(), null, "its task succeeded", null)
                        .sealed(LetterEvent.Kind.RESOLVED));
            }
        }
        return looked;
    }
}
