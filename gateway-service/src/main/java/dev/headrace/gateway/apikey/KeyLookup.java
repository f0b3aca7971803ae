package dev.headrace.gateway.apikey;

import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the gateway asks the database about keys when it serves requests. */
@Singleton
public final class KeyLookup {
    private final Pool pool;

    public KeyLookup(Pool pool) {
        this.pool = pool;
    }

    /** The key with this hash; empty if there is none or it was revoked. */
    Future<Optional<KnownKey>> find(KeyHash hash) {
        return pool.preparedQuery("""
                select id, tenant, subject, roles, tier, scopes, changed_at, expires_at
                  from api_key
                 where hash = $1 and revoked_at is null
                """)
                .execute(Tuple.of(Buffer.buffer(hash.bytes())))
                .map(KeyLookup::first);
    }

    /** The keys that were made or revoked within this time before now, by the database's clock. */
    Future<List<KeyChange>> changedWithin(Duration past) {
        return pool.preparedQuery("""
                select hash, changed_at from api_key where changed_at > now() - $1 * interval '1 millisecond'
                """)
                .execute(Tuple.of((double) past.toMillis()))
                .map(KeyLookup::changes);
    }

    private static Optional<KnownKey> first(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(known(rows.iterator().next()));
    }

    private static List<KeyChange> changes(RowSet<Row> rows) {
        List<KeyChange> changes = new ArrayList<>(rows.size());
        rows.forEach(row -> changes.add(new KeyChange(
                KeyHash.of(row.getBuffer(0).getBytes()),
                row.getOffsetDateTime(1).toInstant())));
        return changes;
    }

    private static KnownKey known(Row row) {
        OffsetDateTime expiresAt = row.getOffsetDateTime("expires_at");
        Identity identity = new Identity(
                row.getString("tenant"),
                row.getString("subject"),
                Arrays.stream(row.getArrayOfStrings("roles")).map(Role::of).collect(Collectors.toSet()),
                row.getString("tier"),
                Set.of(row.getArrayOfStrings("scopes")));
        return new KnownKey(
                row.getUUID("id"),
                identity,
                row.getOffsetDateTime("changed_at").toInstant(),
                expiresAt == null ? Long.MAX_VALUE : expiresAt.toInstant().toEpochMilli());
    }
}
