package dev.headrace.task.lease;

import dev.headrace.task.signal.Floors;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Moves due tasks from their segments to running, in order, for many polls in one statement. */
@Singleton
class PlainClaim {
    private final TaskTransactions transactions;

    PlainClaim(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * {@code $1}, {@code $2}, {@code $3}, {@code $8} and {@code $9} tenant, queue, type, priority and floor of each
     * kind and priority, {@code $4} how many, {@code $5} worker
     * and {@code $6} lease time of each place, {@code $7} their host.
     *
     * <p>Each kind and priority is read in index order from its floor, and only as far as needed. The segments that are needed are
     * locked, waiting for whoever holds them: passing over a held one could pass over a more urgent task. What was
     * read of them counts only after the lock.
     */
    static final String CLAIM = """
            WITH head AS (
              SELECT s.id, s.priority, s.due_at, s.n
              FROM unnest($1::text[], $2::text[], $3::text[], $8::int[], $9::timestamptz[])
                AS k (tenant, queue, type, priority, floor) CROSS JOIN LATERAL (
                SELECT id, priority, due_at, size - head AS n FROM segment
                WHERE tenant = k.tenant AND queue = k.queue AND type = k.type AND host = $7
                  AND priority = k.priority::smallint AND due_at >= k.floor
                ORDER BY tenant, queue, type, host, priority, due_at, id LIMIT $4) s),
            needed AS (
              SELECT id FROM (SELECT id, sum(n) OVER (ORDER BY priority, due_at, id) - n AS before FROM head) h
              WHERE before < $4),
            locked AS MATERIALIZED (
              SELECT id, priority, due_at, attempt, crashes, head, size, ids FROM segment
              WHERE id = ANY (ARRAY(SELECT id FROM needed)) ORDER BY priority, due_at, id FOR UPDATE),
            range AS MATERIALIZED (
              SELECT *, least(size - head, $4 - before)::int AS n
              FROM (SELECT *, sum(size - head) OVER (ORDER BY priority, due_at, id) - (size - head) AS before
                    FROM locked) l
              WHERE before < $4),
            emptied AS (
              DELETE FROM segment s USING range r WHERE s.id = r.id AND r.head + r.n = r.size),
            moved AS (
              UPDATE segment s SET head = r.head + r.n FROM range r WHERE s.id = r.id AND r.head + r.n < r.size),
            taken AS (
              SELECT u.id, r.attempt, r.crashes, r.due_at,
                     row_number() OVER (ORDER BY r.priority, r.due_at, r.id, u.o) AS place
              FROM range r CROSS JOIN LATERAL unnest(r.ids[r.head + 1 : r.head + r.n]) WITH ORDINALITY AS u (id, o)),
            """ + Leasing.LEASE;

    /** Where to look, and from when on. */
    private record Head(Kind kind, int priority, OffsetDateTime floor) {}

    private static List<Head> heads(Backlog.Choice choice) {
        List<Head> heads = new ArrayList<>(choice.kinds().size() * Floors.PRIORITIES);
        for (Kind kind : choice.kinds()) {
            for (int priority = 0; priority < Floors.PRIORITIES; priority++) {
                heads.add(new Head(kind, priority, choice.floors().of(kind, priority)));
            }
        }
        return heads;
    }

    /** Leases as many due tasks as there are places, or fewer; the most urgent go to the first places. */
    Uni<List<Claims.Claimed>> claim(Backlog.Choice choice, List<Claims.Place> places) {
        List<Head> heads = heads(choice);
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(heads.stream().map(h -> h.kind().tenant()).toArray(String[]::new))
                .addArrayOfString(heads.stream().map(h -> h.kind().queue()).toArray(String[]::new))
                .addArrayOfString(heads.stream().map(h -> h.kind().type()).toArray(String[]::new))
                .addInteger(places.size())
                .addArrayOfUUID(places.stream().map(Claims.Place::workerId).toArray(UUID[]::new))
                .addArrayOfInteger(places.stream().map(Claims.Place::leaseMs).toArray(Integer[]::new))
                .addString(choice.shape().host())
                .addArrayOfInteger(heads.stream().map(Head::priority).toArray(Integer[]::new))
                .addArrayOfOffsetDateTime(heads.stream().map(Head::floor).toArray(OffsetDateTime[]::new));
        boolean shared = choice.shape().isShared();
        return transactions.run((connection, events) ->
                connection.preparedQuery(CLAIM).execute(parameters).map(rows -> Leasing.claimed(rows, events, shared)));
    }
}
