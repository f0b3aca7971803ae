package dev.headrace.gateway.apikey;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** How much each key was used on each day (UTC). */
@Singleton
public final class UsageStore {
    private final Pool pool;

    public UsageStore(Pool pool) {
        this.pool = pool;
    }

    /** Requests with one key, the last of them at {@code lastMillis}. */
    record Count(UUID keyId, long requests, long lastMillis) {
        Count plus(Count other) {
            return new Count(keyId, requests + other.requests, Math.max(lastMillis, other.lastMillis));
        }
    }

    /** Adds the counts to the days of their last requests. Of a key that is gone nothing is kept. */
    Future<Void> add(List<Count> counts) {
        // In one order everywhere, so that replicas do not wait for one another in a circle; each key once.
        Map<UUID, Count> byKey = new TreeMap<>();
        counts.forEach(count -> byKey.merge(count.keyId(), count, Count::plus));
        return pool.preparedQuery("""
            insert into api_key_usage (key_id, day, requests, last_used_at)
            select u.key_id, (u.at at time zone 'UTC')::date, u.requests, u.at
              from unnest($1::uuid[], $2::bigint[], $3::timestamptz[]) as u (key_id, requests, at)
              join api_key k on k.id = u.key_id
                on conflict (key_id, day) do update
               set requests = api_key_usage.requests + excluded.requests,
                   last_used_at = greatest(api_key_usage.last_used_at, excluded.last_used_at)
            """)
                .execute(Tuple.of(
                        byKey.keySet().toArray(UUID[]::new),
                        byKey.values().stream().map(Count::requests).toArray(Long[]::new),
                        byKey.values().stream().map(UsageStore::last).toArray(OffsetDateTime[]::new)))
                .mapEmpty();
    }

    private static OffsetDateTime last(Count count) {
        return Instant.ofEpochMilli(count.lastMillis()).atOffset(ZoneOffset.UTC);
    }

    /** The days on which a key was used, the latest first. */
    Uni<List<KeyUsage.Day>> days(UUID keyId, int days) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery("""
                    select day, requests, last_used_at from api_key_usage
                     where key_id = $1 and day > (now() at time zone 'UTC')::date - $2::int
                     order by day desc
                    """)
                        .execute(Tuple.of(keyId, days))
                        .map(UsageStore::read)
                        .toCompletionStage());
    }

    private static List<KeyUsage.Day> read(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new KeyUsage.Day(
                        row.getLocalDate(0),
                        row.getLong(1),
                        row.getOffsetDateTime(2).toInstant()))
                .toList();
    }

    /** Forgets days that are long gone, but each key's last, and keys that were deleted a day ago. */
    Future<Void> purge(int days) {
        return pool.preparedQuery("""
            with old as (
              delete from api_key_usage u
               where day <= (now() at time zone 'UTC')::date - $1::int
                 and exists (select from api_key_usage n where n.key_id = u.key_id and n.day > u.day))
            delete from api_key where deleted_at < now() - interval '1 day'
            """).execute(Tuple.of(days)).mapEmpty();
    }
}
