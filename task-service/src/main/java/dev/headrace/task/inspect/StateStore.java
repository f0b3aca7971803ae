package dev.headrace.task.inspect;

import dev.headrace.task.model.TaskState;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Where tasks stand. */
@Singleton
public class StateStore {
    private static final String STATES = """
            SELECT t.id, t.state
            FROM unnest($1::uuid[]) AS i (id) CROSS JOIN LATERAL (
              SELECT id, state FROM task_now
              WHERE id = i.id AND ($2::text IS NULL OR tenant = $2) AND ($3::text IS NULL OR owner = $3) OFFSET 0) t
            """;

    private final TaskTransactions transactions;

    StateStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** The state of each task that the scope may see. */
    public Uni<Map<UUID, TaskState>> of(List<UUID> ids, Scope scope) {
        Tuple parameters = Tuple.tuple()
                .addArrayOfUUID(ids.toArray(UUID[]::new))
                .addString(scope.tenant())
                .addString(scope.owner());
        return transactions.query(STATES, parameters, rows -> {
            Map<UUID, TaskState> states = new HashMap<>();
            rows.forEach(row -> states.put(row.getUUID("id"), TaskState.valueOf(row.getString("state"))));
            return states;
        });
    }
}
