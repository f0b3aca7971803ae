package dev.headrace.task.queue;

import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What operators set for their queues. */
@Singleton
class QueueStore {
    /** Nothing is written if it would be one queue too many; the bound is soft by as many calls as race. */
    private static final String PUT = """
            INSERT INTO queue (tenant, name, paused, max_running, description, weight)
            SELECT $1, $2, $3, $4, $5, $7
            WHERE (SELECT count(*) FROM queue WHERE tenant = $1) < $6
               OR EXISTS (SELECT FROM queue WHERE tenant = $1 AND name = $2)
            ON CONFLICT (tenant, name) DO UPDATE
            SET paused = excluded.paused, max_running = excluded.max_running, weight = excluded.weight,
                description = excluded.description, updated_at = now()
            RETURNING name, paused, max_running, weight, description, created_at, updated_at
            """;

    private static final String PAUSE = """
            INSERT INTO queue (tenant, name, paused)
            SELECT $1, $2, $3
            WHERE (SELECT count(*) FROM queue WHERE tenant = $1) < $4
               OR EXISTS (SELECT FROM queue WHERE tenant = $1 AND name = $2)
            ON CONFLICT (tenant, name) DO UPDATE SET paused = excluded.paused, updated_at = now()
            RETURNING name, paused, max_running, weight, description, created_at, updated_at
            """;

    private static final String DELETE = "DELETE FROM queue WHERE tenant = $1 AND name = $2";

    private static final String FIND = """
            SELECT name, paused, max_running, weight, description, created_at, updated_at
            FROM queue WHERE tenant = $1 AND name = $2
            """;

    private static final String ALL = """
            SELECT name, paused, max_running, weight, description, created_at, updated_at
            FROM queue WHERE tenant = $1 ORDER BY tenant, name
            """;

    private final TaskTransactions transactions;

    QueueStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** Sets everything; empty if the tenant has {@code most} queues already. */
    Uni<Optional<QueueSettings>> put(String tenant, QueueSettings settings, int most) {
        Tuple parameters = Tuple.tuple()
                .addString(tenant)
                .addString(settings.name())
                .addBoolean(settings.paused())
                .addInteger(settings.maxRunning())
                .addString(settings.description())
                .addInteger(most)
                .addInteger(settings.weight());
        return transactions.query(PUT, parameters, QueueStore::first);
    }

    /** Pauses or resumes and leaves the rest; empty if the tenant has {@code most} queues already. */
    Uni<Optional<QueueSettings>> pause(String tenant, String name, boolean paused, int most) {
        return transactions.query(PAUSE, Tuple.of(tenant, name, paused, most), QueueStore::first);
    }

    /** Forgets what was set; says whether anything was. */
    Uni<Boolean> delete(String tenant, String name) {
        return transactions.query(DELETE, Tuple.of(tenant, name), rows -> rows.rowCount() == 1);
    }

    Uni<Optional<QueueSettings>> find(String tenant, String name) {
        return transactions.query(FIND, Tuple.of(tenant, name), QueueStore::first);
    }

    /** By name. */
    Uni<List<QueueSettings>> all(String tenant) {
        return transactions.query(ALL, Tuple.of(tenant), rows -> {
            List<QueueSettings> all = new ArrayList<>(rows.size());
            rows.forEach(row -> all.add(settings(row)));
            return all;
        });
    }

    private static Optional<QueueSettings> first(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(settings(row));
        }
        return Optional.empty();
    }

    private static QueueSettings settings(Row row) {
        OffsetDateTime created = row.getOffsetDateTime("created_at");
        OffsetDateTime updated = row.getOffsetDateTime("updated_at");
        return new QueueSettings(
                row.getString("name"),
                row.getBoolean("paused"),
                row.getInteger("max_running"),
                row.getInteger("weight"),
                row.getString("description"),
                created.toInstant(),
                updated.toInstant());
    }
}
