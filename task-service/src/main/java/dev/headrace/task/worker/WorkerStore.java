package dev.headrace.task.worker;

import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The registered workers. */
@Singleton
public class WorkerStore {
    private static final String REGISTER =
            "INSERT INTO worker (id, tenant, name, types, queues, slots, tenants) VALUES ($1, $2, $3, $4, $5, $6, $7)";

    /** Reading a worker is a sign of life. */
    private static final String FIND =
            "UPDATE worker SET last_seen = now() WHERE id = $1 RETURNING id, tenant, tenants, types, queues, slots";

    /**
     * {@code $1} workers that were heard of. Answers with those of them that exist, and with everyone who is to drain.
     * The time is written at most every 5 s: a busy worker must not fill the table with dead rows.
     */
    private static final String ROLL_CALL = """
            WITH touched AS (
              UPDATE worker SET last_seen = now() WHERE id = ANY ($1) AND last_seen < now() - interval '5 s')
            SELECT id, draining FROM worker WHERE id = ANY ($1) OR draining
            """;

    private static final String FORGET = """
            DELETE FROM worker WHERE id IN (
              SELECT id FROM worker WHERE last_seen < now() - $1 * interval '1 millisecond'
              LIMIT 1000 FOR UPDATE SKIP LOCKED)
            """;

    private final TaskTransactions transactions;

    WorkerStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    Uni<?> register(Worker worker, String name) {
        Tuple parameters = Tuple.tuple()
                .addUUID(worker.id())
                .addString(worker.tenant())
                .addString(name)
                .addArrayOfString(worker.types().toArray(String[]::new))
                .addArrayOfString(worker.queues().toArray(String[]::new))
                .addInteger(worker.slots())
                .addArrayOfString(worker.tenants().toArray(String[]::new));
        return transactions.query(REGISTER, parameters, rows -> rows.rowCount());
    }

    Uni<Optional<Worker>> find(UUID id) {
        return transactions.query(FIND, Tuple.of(id), rows -> {
            for (Row row : rows) {
                return Optional.of(worker(row));
            }
            return Optional.empty();
        });
    }

    private static Worker worker(Row row) {
        return new Worker(
                row.getUUID("id"),
                row.getString("tenant"),
                Set.of(row.getArrayOfStrings("tenants")),
                Set.of(row.getArrayOfStrings("types")),
                Set.of(row.getArrayOfStrings("queues")),
                row.getInteger("slots"));
    }

    /** What the database knows of workers that were heard of, and who is to drain. */
    record Roll(Set<UUID> present, Set<UUID> draining) {}

    /** Notes that these workers live. */
    Uni<Roll> rollCall(Set<UUID> heard) {
        return transactions.query(ROLL_CALL, Tuple.of(heard.toArray(UUID[]::new)), rows -> {
            Set<UUID> present = new HashSet<>();
            Set<UUID> draining = new HashSet<>();
            for (Row row : rows) {
                present.add(row.getUUID("id"));
                if (row.getBoolean("draining")) {
                    draining.add(row.getUUID("id"));
                }
            }
            return new Roll(present, draining);
        });
    }

    /** Removes workers that were not heard of for so many milliseconds, a bounded number at a time. */
    public Uni<Integer> forget(long silentMs) {
        return transactions.query(FORGET, Tuple.of(silentMs), rows -> rows.rowCount());
    }
}
