package dev.headrace.task.worker;

import dev.headrace.platform.identity.Identity;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The workers as operators handle them. A caller sees its tenant's; an admin any that it names. */
@Singleton
class RosterStore {
    private static final String COLUMNS = """
            id, tenant, name, types, queues, slots, draining, registered_at, last_seen,
            last_seen < now() - $1 * interval '1 millisecond' AS silent
            """;

    private static final String FIND = "SELECT " + COLUMNS + " FROM worker WHERE id = $2 AND ($3 OR tenant = $4)";

    private static final String LIST = "SELECT " + COLUMNS
            + " FROM worker WHERE tenant = $2 AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4";

    private static final String DRAIN = "UPDATE worker SET draining = true WHERE id = $1";

    private static final String REMOVE = "DELETE FROM worker WHERE id = $1";

    private final TaskTransactions transactions;
    private final WorkerConfig config;

    RosterStore(TaskTransactions transactions, WorkerConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /** A worker and whose it is. */
    record Entry(String tenant, WorkerView view) {
        static Entry of(Row row) {
            return new Entry(row.getString("tenant"), WorkerView.of(row));
        }
    }

    Uni<Optional<Entry>> find(UUID id, Identity caller) {
        Tuple parameters = Tuple.of(config.silentAfter().toMillis(), id, caller.isAdmin(), caller.tenant());
        return transactions.query(
                FIND, parameters, rows -> entries(rows).stream().findFirst());
    }

    /** Workers of a tenant, the newest first. */
    Uni<List<WorkerView>> list(String tenant, @Nullable UUID before, int limit) {
        Tuple parameters = Tuple.of(config.silentAfter().toMillis(), tenant, before, limit);
        return transactions.query(
                LIST,
                parameters,
                rows -> entries(rows).stream().map(Entry::view).toList());
    }

    private static List<Entry> entries(RowSet<Row> rows) {
        List<Entry> entries = new ArrayList<>(rows.size());
        rows.forEach(row -> entries.add(Entry.of(row)));
        return entries;
    }

    Uni<?> drain(UUID id) {
        return transactions.query(DRAIN, Tuple.of(id), rows -> rows.rowCount());
    }

    Uni<?> remove(UUID id) {
        return transactions.query(REMOVE, Tuple.of(id), rows -> rows.rowCount());
    }
}
