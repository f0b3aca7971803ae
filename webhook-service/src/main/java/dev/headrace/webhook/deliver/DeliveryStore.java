package dev.headrace.webhook.deliver;

import dev.headrace.platform.egress.Reply;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The delivery rows of all replicas: claimed and finished in batches, always by the database's clock. */
@Singleton
public final class DeliveryStore {
    private final Pool pool;

    public DeliveryStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * Claims due deliveries of the endpoints, oldest first, by moving their due time behind the lease. What another
     * replica is claiming is skipped.
     *
     * @param room how many at most for each endpoint
     */
    Uni<List<Due>> claim(Map<UUID, Integer> room, Duration lease) {
        String sql = """
                with due as (
                    select d.endpoint_id, d.id, p.url, p.headers, p.secret
                    from unnest($1::uuid[], $2::int[]) as room (endpoint_id, free)
                    join endpoint p on p.id = room.endpoint_id and p.state = 'ENABLED'
                    cross join lateral (
                        select endpoint_id, id
                        from delivery
                        where endpoint_id = room.endpoint_id and state = 'PENDING' and due_at <= now()
                        order by due_at
                        limit room.free
                        for update skip locked) d)
                update delivery d
                set due_at = now() + $3 * interval '1 millisecond'
                from due, event e
                where d.endpoint_id = due.endpoint_id and d.id = due.id and e.id = d.event_id
                returning d.endpoint_id, d.id, d.event_id, d.attempts, due.url, due.headers, due.secret,
                          e.body, e.occurred_at
                """;
        return pool.preparedQuery(sql)
                .execute(Tuple.of(
                        room.keySet().toArray(UUID[]::new), room.values().toArray(Integer[]::new), lease.toMillis()))
                .map(rows -> list(rows, DeliveryStore::due));
    }

    /**
     * Records attempts and what follows from them. An attempt that another replica has recorded meanwhile, because this
     * one's lease had run out, changes nothing.
     *
     * @return for each result whether it counted
     */
    Uni<List<Boolean>> finish(List<Result> results) {
        String sql = """
                with result as (
                    select * from unnest(
                        $1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::bigint[],
                        $6::timestamptz[], $7::bigint[], $8::int[], $9::text[], $10::text[])
                    as r (endpoint_id, delivery_id, number, state, wait_ms, started_at, duration_ms, status, error, response)),
                finished as (
                    update delivery d
                    set state = r.state,
                        attempts = r.number,
                        due_at = now() + r.wait_ms * interval '1 millisecond',
                        finished_at = case when r.state <> 'PENDING' then now() end
                    from result r
                    where d.endpoint_id = r.endpoint_id and d.id = r.delivery_id
                      and d.state = 'PENDING' and d.attempts = r.number - 1
                    returning d.id)
                insert into attempt (endpoint_id, delivery_id, number, started_at, duration_ms, status, error, response)
                select endpoint_id, delivery_id, number, started_at, duration_ms, status, error, response
                from result
                where delivery_id in (select id from finished)
                returning delivery_id
                """;
        return pool.preparedQuery(sql).execute(columns(results)).map(rows -> counted(results, rows));
    }

    /** Ends the claims on these deliveries, so that another replica may send them at once. */
    Uni<Void> handBack(Collection<Due> claimed) {
        String sql = """
                update delivery d
                set due_at = now()
                from unnest($1::uuid[], $2::uuid[]) as claimed (endpoint_id, id)
                where d.endpoint_id = claimed.endpoint_id and d.id = claimed.id and d.state = 'PENDING'
                """;
        UUID[] endpoints = claimed.stream().map(Due::endpointId).toArray(UUID[]::new);
        UUID[] ids = claimed.stream().map(Due::id).toArray(UUID[]::new);
        return pool.preparedQuery(sql).execute(Tuple.of(endpoints, ids)).replaceWithVoid();
    }

    /** Endpoints that are enabled and have a due delivery: one index probe for each endpoint with pending ones. */
    Uni<List<UUID>> withDue() {
        String sql = """
                with recursive pending (endpoint_id) as (
                    (select endpoint_id from delivery where state = 'PENDING' order by endpoint_id limit 1)
                    union all
                    select (select d.endpoint_id from delivery d
                            where d.state = 'PENDING' and d.endpoint_id > pending.endpoint_id
                            order by d.endpoint_id limit 1)
                    from pending
                    where pending.endpoint_id is not null)
                select p.id
                from pending
                join endpoint p on p.id = pending.endpoint_id and p.state = 'ENABLED'
                where exists (
                    select from delivery d
                    where d.endpoint_id = p.id and d.state = 'PENDING' and d.due_at <= now())
                """;
        return pool.preparedQuery(sql).execute().map(rows -> list(rows, row -> row.getUUID("id")));
    }

    /** Deliveries that wait for an attempt, in all replicas. */
    Uni<Long> pending() {
        String sql = "select count(*) as pending from delivery where state = 'PENDING'";
        return pool.preparedQuery(sql)
                .execute()
                .map(rows -> rows.iterator().next().getLong("pending"));
    }

    private static Tuple columns(List<Result> results) {
        return Tuple.tuple()
                .addValue(column(results, UUID[]::new, r -> r.due().endpointId()))
                .addValue(column(results, UUID[]::new, r -> r.due().id()))
                .addValue(column(results, Integer[]::new, Result::number))
                .addValue(
                        column(results, String[]::new, r -> r.verdict().state().name()))
                .addValue(column(results, Long[]::new, r -> r.verdict().delay().toMillis()))
                .addValue(column(
                        results,
                        OffsetDateTime[]::new,
                        r -> r.reply().startedAt().atOffset(ZoneOffset.UTC)))
                .addValue(column(results, Long[]::new, r -> r.reply().took().toMillis()))
                .addValue(column(results, Integer[]::new, r -> r.reply().status()))
                .addValue(column(results, String[]::new, r -> fault(r.reply())))
                .addValue(column(results, String[]::new, r -> r.reply().text()));
    }

    private static <T extends @Nullable Object> Object column(
            List<Result> results, IntFunction<T[]> array, Function<Result, T> value) {
        return results.stream().map(value).toArray(array);
    }

    private static @Nullable String fault(Reply reply) {
        return reply.fault() == null ? null : reply.fault().name();
    }

    private static List<Boolean> counted(List<Result> results, RowSet<Row> rows) {
        Set<UUID> counted = new HashSet<>(list(rows, row -> row.getUUID("delivery_id")));
        return results.stream().map(r -> counted.contains(r.due().id())).toList();
    }

    private static Due due(Row row) {
        return new Due(
                row.getUUID("endpoint_id"),
                row.getUUID("id"),
                row.getUUID("event_id"),
                row.getInteger("attempts"),
                new Due.Target(
                        row.getString("url"), List.of(row.getArrayOfStrings("headers")), row.getString("secret")),
                row.getBuffer("body").getDelegate(),
                row.getOffsetDateTime("occurred_at").toInstant());
    }

    private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }
}
