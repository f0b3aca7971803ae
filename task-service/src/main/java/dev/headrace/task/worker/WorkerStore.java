package dev.headrace.task.worker;

import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The registered workers and the signs of life for their leases. */
@Singleton
public class WorkerStore {
    private static final String REGISTER =
            "INSERT INTO worker (id, tenant, name, types, queues, slots) VALUES ($1, $2, $3, $4, $5, $6)";

    /** Reading a worker is a sign of life. */
    private static final String FIND =
            "UPDATE worker SET last_seen = now() WHERE id = $1 RETURNING id, tenant, types, queues, slots";

    private static final String BEAT = """
            UPDATE running r
            SET expires_at = now() + r.lease_ms * interval '1 millisecond', progress = COALESCE(i.progress, r.progress)
            FROM unnest($2::uuid[], $3::bigint[], $4::text[]) AS i (id, lease, progress)
            WHERE r.id = i.id AND r.lease = i.lease AND r.worker_id = $1
            RETURNING r.id, r.cancel
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
                .addInteger(worker.slots());
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
                Set.of(row.getArrayOfStrings("types")),
                Set.of(row.getArrayOfStrings("queues")),
                row.getInteger("slots"));
    }

    /** A lease that is in force, and whether its task is to be cancelled. */
    record Alive(UUID taskId, boolean cancel) {}

    /** Prolongs the leases that are in force and returns them. */
    Uni<List<Alive>> beat(UUID workerId, List<Heartbeat.Lease> leases) {
        Tuple parameters = Tuple.tuple()
                .addUUID(workerId)
                .addArrayOfUUID(leases.stream().map(Heartbeat.Lease::taskId).toArray(UUID[]::new))
                .addArrayOfLong(leases.stream().map(Heartbeat.Lease::lease).toArray(Long[]::new))
                .addArrayOfString(
                        leases.stream().map(Heartbeat.Lease::progressText).toArray(String[]::new));
        return transactions.query(BEAT, parameters, rows -> {
            List<Alive> alive = new ArrayList<>(rows.size());
            rows.forEach(row -> alive.add(new Alive(row.getUUID("id"), row.getBoolean("cancel"))));
            return alive;
        });
    }

    /** Removes workers that were not heard of for so many milliseconds, a bounded number at a time. */
    public Uni<Integer> forget(long silentMs) {
        return transactions.query(FORGET, Tuple.of(silentMs), rows -> rows.rowCount());
    }
}
