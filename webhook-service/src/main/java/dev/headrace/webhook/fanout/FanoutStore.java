package dev.headrace.webhook.fanout;

import dev.headrace.webhook.deliver.Due;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.StreamSupport;

/** Reads who subscribed and writes one row for each event and endpoint. */
@Singleton
public final class FanoutStore {
    private final Pool pool;

    public FanoutStore(Pool pool) {
        this.pool = pool;
    }

    /** How many changes of subscriptions are committed. */
    Uni<Long> version() {
        return pool.preparedQuery("select version from endpoint_version")
                .execute()
                .map(rows -> rows.iterator().next().getLong("version"));
    }

    /** The subscriptions of these tenants, and the number of changes that they are the outcome of. */
    Uni<Subscriptions> subscriptions(Collection<String> tenants) {
        String sql = """
                select version, id, tenant, owner, own_only, events, state = 'ENABLED' as enabled, url, headers, secret
                from endpoint_version
                left join endpoint on tenant = any($1::text[])
                """;
        return pool.preparedQuery(sql)
                .execute(Tuple.of(tenants.toArray(String[]::new)))
                .map(FanoutStore::subscriptions);
    }

    /** Subscriptions as of a number of changes. */
    record Subscriptions(long version, List<Subscription> subscriptions) {
        public Subscriptions {
            subscriptions = List.copyOf(subscriptions);
        }
    }

    /**
     * Writes events and deliveries in one statement. What is there already, because Kafka delivered the event again,
     * stays as it is; so does an endpoint that has gone stay gone.
     *
     * @param lease how long the claimed ones are ours
     * @return the deliveries that are new
     */
    Uni<List<Written>> write(List<Match> matches, Duration lease) {
        String sql = """
                with stored as (
                    insert into event (id, type, body, occurred_at)
                    select * from unnest($1::uuid[], $2::text[], $3::bytea[], $4::timestamptz[])
                    on conflict (id) do nothing)
                insert into delivery (endpoint_id, event_id, due_at)
                select p.id, m.event_id, now() + case when m.claimed then $8 * interval '1 millisecond' else interval '0' end
                from unnest($5::uuid[], $6::uuid[], $7::boolean[]) as m (endpoint_id, event_id, claimed)
                join endpoint p on p.id = m.endpoint_id
                on conflict (endpoint_id, event_id) do nothing
                returning endpoint_id, event_id, id
                """;
        return pool.preparedQuery(sql).execute(columns(matches, lease)).map(rows -> list(rows, FanoutStore::written));
    }

    /** A new delivery row. */
    record Written(UUID endpointId, UUID eventId, UUID id) {}

    private static Tuple columns(List<Match> matches, Duration lease) {
        Map<UUID, Notice> notices = new LinkedHashMap<>();
        matches.forEach(match -> notices.putIfAbsent(match.notice().id(), match.notice()));
        Collection<Notice> events = notices.values();
        return Tuple.tuple()
                .addValue(column(events, UUID[]::new, Notice::id))
                .addValue(column(events, String[]::new, Notice::name))
                .addValue(column(events, Buffer[]::new, notice -> notice.body()))
                .addValue(column(
                        events,
                        OffsetDateTime[]::new,
                        notice -> notice.occurredAt().atOffset(ZoneOffset.UTC)))
                .addValue(column(
                        matches, UUID[]::new, match -> match.subscription().endpointId()))
                .addValue(column(matches, UUID[]::new, match -> match.notice().id()))
                .addValue(column(matches, Boolean[]::new, Match::claimed))
                .addValue(lease.toMillis());
    }

    private static <I, O> Object column(Collection<I> items, IntFunction<O[]> array, Function<I, O> value) {
        return items.stream().map(value).toArray(array);
    }

    private static Subscriptions subscriptions(RowSet<Row> rows) {
        List<Subscription> subscriptions = StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.getUUID("id") != null)
                .map(FanoutStore::subscription)
                .toList();
        return new Subscriptions(rows.iterator().next().getLong("version"), subscriptions);
    }

    private static Subscription subscription(Row row) {
        return new Subscription(
                row.getUUID("id"),
                row.getString("tenant"),
                row.getString("owner"),
                row.getBoolean("own_only"),
                List.of(row.getArrayOfStrings("events")),
                row.getBoolean("enabled"),
                new Due.Target(
                        row.getString("url"), List.of(row.getArrayOfStrings("headers")), row.getString("secret")));
    }

    private static Written written(Row row) {
        return new Written(row.getUUID("endpoint_id"), row.getUUID("event_id"), row.getUUID("id"));
    }

    private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }
}
