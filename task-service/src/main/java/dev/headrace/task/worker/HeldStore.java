package dev.headrace.task.worker;

import dev.headrace.task.outcome.Outcome;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What workers hold: the only place of this package that knows the table of leases in force. */
@Singleton
public class HeldStore {
    /** An extension that the worker asked for is not shortened. */
    private static final String BEAT = """
            UPDATE running r
            SET expires_at = GREATEST(r.expires_at, now() + r.lease_ms * interval '1 millisecond'),
                progress = COALESCE(i.progress, r.progress)
            FROM unnest($2::uuid[], $3::bigint[], $4::text[]) AS i (id, lease, progress)
            WHERE r.id = i.id AND r.lease = i.lease AND r.worker_id = $1
            RETURNING r.id, r.cancel
            """;

    private static final String OF = "SELECT id, lease FROM running WHERE worker_id = $1 LIMIT $2";

    /** The table holds what runs now and nothing else, so reading it whole for a page of workers is cheap. */
    private static final String COUNT =
            "SELECT worker_id, count(*) AS held FROM running WHERE worker_id = ANY ($1) GROUP BY worker_id";

    private final TaskTransactions transactions;

    HeldStore(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** A lease that is in force, and whether its task is to be cancelled. */
    public record Alive(UUID taskId, boolean cancel) {}

    /** Prolongs the leases that are in force and returns them. */
    public Uni<List<Alive>> beat(UUID workerId, List<Heartbeat.Lease> leases) {
        if (leases.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
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

    /** Hands back what a worker holds, in words: up to so many of its leases. */
    Uni<List<Outcome>> releasesOf(UUID workerId, int most) {
        return transactions.query(OF, Tuple.of(workerId, most), rows -> {
            List<Outcome> releases = new ArrayList<>(rows.size());
            rows.forEach(row -> releases.add(Outcome.released(row.getUUID("id"), row.getLong("lease"))));
            return releases;
        });
    }

    /** How many leases each of these workers holds; none is absent. */
    Uni<Map<UUID, Long>> count(List<UUID> workers) {
        return transactions.query(COUNT, Tuple.of(workers.toArray(UUID[]::new)), rows -> {
            Map<UUID, Long> held = new HashMap<>();
            rows.forEach(row -> held.put(row.getUUID("worker_id"), row.getLong("held")));
            return held;
        });
    }
}
