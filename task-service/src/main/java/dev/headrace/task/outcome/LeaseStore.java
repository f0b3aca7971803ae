package dev.headrace.task.outcome;

import dev.headrace.task.store.Facts;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Leases in force that this replica does not remember, because another one gave them. Reading them first is cheaper than ending
 * them the longer way: one statement more, but no second transaction for what is not remembered.
 */
@Singleton
class LeaseStore {
    static final String FIND = """
            SELECT %s, r.lease, r.worker_id, r.attempt, r.crashes, r.due_at, r.started_at, r.cancel,
                   t.max_attempts, t.retry, now() AS ended_at
            FROM unnest($1::uuid[], $2::bigint[], $3::text[]) AS i (id, lease, tenant)
            JOIN running r ON r.id = i.id AND r.lease = i.lease
            JOIN task t ON t.id = i.id AND (i.tenant IS NULL OR t.tenant = i.tenant)
            """.formatted(Facts.COLUMNS);

    private final TaskTransactions transactions;

    LeaseStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** What the database knows of those that are in force and may be ended by whoever asks. */
    Uni<List<Ended>> find(Map<OutcomeStore.Key, OutcomeStore.Item> items) {
        if (items.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Tuple keys = OutcomeStore.keys(items);
        return transactions.query(FIND, keys, rows -> {
            List<Ended> found = new ArrayList<>(rows.size());
            rows.forEach(row -> found.add(Ended.of(row)));
            return found;
        });
    }
}
