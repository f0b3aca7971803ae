package dev.headrace.task.lease;

import dev.headrace.task.share.Allotment;
import dev.headrace.task.share.Candidate;
import dev.headrace.task.share.Load;
import dev.headrace.task.share.Meter;
import dev.headrace.task.signal.Kind;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The statements of an allotted claim. */
@Singleton
class AllottedStore {
    private static final int MOST_HEADS = 20_000;
    private static final int LEAST_OF_A_KIND = 16;

    /**
     * Held to the end of the transaction, so two replicas never count the same room: the one that comes second counts in
     * a statement that begins after the first one's leases are committed.
     */
    private static final String ONE_AT_A_TIME =
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest($1::text[]) AS name";

    /**
     * {@code $1}, {@code $2} and {@code $3} tenant, queue and type of each kind, {@code $4} most segments of a kind,
     * {@code $5} their host, {@code $6} and {@code $7} tenant and name of each meter that is full.
     */
    static final String HEADS = """
            SELECT s.*, t.tier
            FROM unnest($1::text[], $2::text[], $3::text[]) AS k (tenant, queue, type) CROSS JOIN LATERAL (
              SELECT id, tenant, queue, type, host, priority,
                     (extract(epoch FROM due_at) * 1000)::float8 AS due_ms, head, size, keys, costs
              FROM segment s
              WHERE tenant = k.tenant AND queue = k.queue AND type = k.type AND host = $5
                AND (keys IS NULL
                  OR NOT EXISTS (
                       SELECT FROM unnest($6::text[], $7::text[]) AS f (tenant, name)
                       WHERE f.tenant = s.tenant AND f.name = ANY (s.keys))
                  AND NOT EXISTS (
                       SELECT FROM rate r
                       WHERE r.tenant = s.tenant AND r.name = ANY (s.keys) AND r.open_at > now()))
              ORDER BY tenant, queue, type, host, priority, due_at, id LIMIT $4) s
            LEFT JOIN tenant t ON t.name = s.tenant
            """;

    /**
     * {@code $1} segment, {@code $2} head and {@code $3} size as they were read and {@code $4} offset from 1 of the
     * task for each place; the rest as in {@link Leasing#LEASE}.
     */
    static final String TAKE = """
            WITH pick AS MATERIALIZED (
              SELECT * FROM unnest($1::bigint[], $2::int[], $3::int[], $4::int[])
                WITH ORDINALITY AS p (id, head, size, o, place)),
            wanted AS (
              SELECT id, head, size, count(*)::int AS n FROM pick GROUP BY id, head, size),
            locked AS MATERIALIZED (
              SELECT s.id, s.attempt, s.crashes, s.due_at, s.head, s.size, s.ids, w.n
              FROM segment s JOIN wanted w ON w.id = s.id AND w.head = s.head AND w.size = s.size
              ORDER BY s.id FOR UPDATE OF s),
            emptied AS (
              DELETE FROM segment s USING locked l WHERE s.id = l.id AND l.head + l.n = l.size),
            moved AS (
              UPDATE segment s SET head = l.head + l.n FROM locked l WHERE s.id = l.id AND l.head + l.n < l.size),
            taken AS (
              SELECT l.ids[l.head + p.o] AS id, l.attempt, l.crashes, l.due_at, p.place
              FROM locked l JOIN pick p ON p.id = l.id),
            """ + Leasing.LEASE;

    private static final String CHARGE = """
            INSERT INTO rate (tenant, name, tat, open_at)
            SELECT tenant, name, now() + ahead_ms * interval '1 millisecond',
                   now() + opens_in_ms * interval '1 millisecond'
            FROM unnest($1::text[], $2::text[], $3::float8[], $4::float8[]) AS i (tenant, name, ahead_ms, opens_in_ms)
            ORDER BY tenant, name
            ON CONFLICT (tenant, name) DO UPDATE SET tat = excluded.tat, open_at = excluded.open_at
            """;

    /** Waits until no other claim counts under one of these limits. */
    Uni<?> alone(SqlConnection connection, Set<String> limits) {
        return limits.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection
                        .preparedQuery(ONE_AT_A_TIME)
                        .execute(Tuple.tuple().addArrayOfString(limits.toArray(String[]::new)));
    }

    /** The untaken tasks of a segment, and what counts them. */
    record Head(
            long segment,
            Kind kind,
            int priority,
            double dueMs,
            int head,
            int size,
            List<String> keys,
            List<Integer> costs,
            @Nullable String tier) {
        Candidate candidate(List<Candidate.Charge> charges) {
            return new Candidate(segment, kind, priority, dueMs, head, size, charges);
        }
    }

    /** {@code cut}: there are more segments of some kind than were read. */
    record Heads(List<Head> all, boolean cut) {}

    Uni<Heads> heads(SqlConnection connection, Backlog.Choice choice, List<Load.Name> full, int places) {
        List<Kind> kinds = choice.kinds();
        int most = Math.max(LEAST_OF_A_KIND, Math.min(places, MOST_HEADS / kinds.size()));
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(strings(kinds, Kind::tenant))
                .addArrayOfString(strings(kinds, Kind::queue))
                .addArrayOfString(strings(kinds, Kind::type))
                .addInteger(most)
                .addString(choice.shape().host())
                .addArrayOfString(strings(full, Load.Name::tenant))
                .addArrayOfString(strings(full, Load.Name::meter));
        return connection.preparedQuery(HEADS).execute(parameters).map(rows -> heads(rows, most));
    }

    private static Heads heads(RowSet<Row> rows, int most) {
        List<Head> heads = new ArrayList<>(rows.size());
        Map<Kind, Integer> ofKind = new HashMap<>();
        for (Row row : rows) {
            Kind kind = LoadStore.kind(row);
            ofKind.merge(kind, 1, Integer::sum);
            heads.add(new Head(
                    row.getLong("id"),
                    kind,
                    row.getShort("priority"),
                    row.getDouble("due_ms"),
                    row.getInteger("head"),
                    row.getInteger("size"),
                    LoadStore.strings(row, "keys"),
                    LoadStore.integers(row, "costs"),
                    row.getString("tier")));
        }
        return new Heads(heads, ofKind.values().stream().anyMatch(n -> n >= most));
    }

    /** Leases what was picked, except from segments that changed since they were read. */
    Uni<RowSet<Row>> take(SqlConnection connection, List<Allotment.Pick> picks, List<Claims.Place> places) {
        List<Claims.Place> taken = places.subList(0, picks.size());
        Tuple parameters = Tuple.tuple()
                .addArrayOfLong(picks.stream().map(p -> p.from().segment()).toArray(Long[]::new))
                .addArrayOfInteger(picks.stream().map(p -> p.from().head()).toArray(Integer[]::new))
                .addArrayOfInteger(picks.stream().map(p -> p.from().size()).toArray(Integer[]::new))
                .addArrayOfInteger(picks.stream().map(Allotment.Pick::offset).toArray(Integer[]::new))
                .addArrayOfUUID(taken.stream().map(Claims.Place::workerId).toArray(UUID[]::new))
                .addArrayOfInteger(taken.stream().map(Claims.Place::leaseMs).toArray(Integer[]::new));
        return connection.preparedQuery(TAKE).execute(parameters);
    }

    /** Writes where the rates stand now. */
    Uni<?> charge(SqlConnection connection, Map<Load.Name, Meter> charged) {
        if (charged.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Map.Entry<Load.Name, Meter>> all = List.copyOf(charged.entrySet());
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(strings(all, e -> e.getKey().tenant()))
                .addArrayOfString(strings(all, e -> e.getKey().meter()))
                .addArrayOfDouble(all.stream().map(e -> e.getValue().aheadMs()).toArray(Double[]::new))
                .addArrayOfDouble(
                        all.stream().map(e -> e.getValue().opensInMs()).toArray(Double[]::new));
        return connection.preparedQuery(CHARGE).execute(parameters);
    }

    private static <T> String[] strings(Collection<T> all, Function<T, String> part) {
        return all.stream().map(part).toArray(String[]::new);
    }
}
