package dev.headrace.task.batch;

import dev.headrace.task.model.TaskState;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** What has become of the items of a batch, with their results. */
@Singleton
class ItemStore {
    /**
     * {@code $1} batch, {@code $2} first place, {@code $3} states or null, {@code $4} most items, {@code $5} most bytes of outputs:
     * those that do not fit are left for the next page, {@code met} says how many there would have been.
     */
    static final String PAGE = """
            WITH met AS MATERIALIZED (
              SELECT t.id, t.batch_place, t.state
              FROM (SELECT id, batch_place, state FROM task_now WHERE batch = $1 AND batch_place >= $2
                    ORDER BY batch, batch_place OFFSET 0) t
              WHERE $3::text[] IS NULL OR t.state = ANY ($3) LIMIT $4 + 1),
            told AS (
              SELECT m.*, count(*) OVER () AS met, n.attempts, l.error_type, l.error_message, l.failure_type,
                     CASE WHEN m.state IN ('SUCCEEDED', 'DEAD', 'CANCELLED') THEN l.finished_at END AS finished_at,
                     CASE WHEN m.state = 'SUCCEEDED' THEN l.output END AS output,
                     CASE WHEN m.state IN ('DEAD', 'CANCELLED') THEN l.reason END AS reason,
                     sum(COALESCE(octet_length(l.output), 0)) OVER (ORDER BY m.batch_place) AS bytes
              FROM met m
              LEFT JOIN LATERAL (
                SELECT * FROM attempt WHERE task_id = m.id ORDER BY task_id DESC, lease DESC LIMIT 1) l ON true
              CROSS JOIN LATERAL (
                SELECT count(*)::int AS attempts FROM attempt
                WHERE task_id = m.id AND outcome IN ('succeeded', 'failed', 'expired', 'timed_out')) n)
            SELECT * FROM told WHERE bytes <= $5 OR batch_place = (SELECT min(batch_place) FROM told)
            ORDER BY batch_place LIMIT $4
            """;

    private final TaskTransactions transactions;
    private final BatchConfig config;

    ItemStore(TaskTransactions transactions, BatchConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /** Some items, and whether there are more. */
    record Found(List<ItemView> items, boolean more) {}

    /** Items in one of these states, in any if there are none, from a place on. */
    Uni<Found> page(UUID batch, int from, Collection<TaskState> states, int limit) {
        String[] names = states.stream().map(Enum::name).toArray(String[]::new);
        Tuple parameters = Tuple.tuple()
                .addUUID(batch)
                .addInteger(from)
                .addArrayOfString(names.length == 0 ? null : names)
                .addInteger(limit)
                .addInteger(config.pageBytes());
        return transactions.query(PAGE, parameters, rows -> {
            List<ItemView> items = new ArrayList<>(rows.size());
            long met = 0;
            for (Row row : rows) {
                met = row.getLong("met");
                items.add(ItemView.of(row));
            }
            return new Found(items, met > items.size());
        });
    }
}
