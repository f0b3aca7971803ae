package dev.headrace.gateway.apikey;

import dev.headrace.platform.guard.rule.Network;
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

    /** The key; empty if there is none or it was revoked. */
    Future<Optional<KnownKey>> find(KeyRef ref) {
        return switch (ref) {
            case KeyHash hash -> byHash(hash);
            case KeyId id -> byId(id);
        };
    }

    private Future<Optional<KnownKey>> byHash(KeyHash hash) {
        return pool.preparedQuery("""
            select id, tenant, subject, roles, tier, scopes, addresses, changed_at, expires_at
              from api_key
             where hash = $1 and revoked_at is null
            """)
                .execute(Tuple.of(Buffer.buffer(hash.bytes())))
                .map(KeyLookup::first);
    }

    private Future<Optional<KnownKey>> byId(KeyId id) {
        return pool.preparedQuery("""
            select id, tenant, subject, roles, tier, scopes, addresses, changed_at, expires_at
              from api_key
             where id = $1 and revoked_at is null
            """).execute(Tuple.of(id.id())).map(KeyLookup::first);
    }

    /** The keys that were made or changed within this time before now, by the database's clock. */
    Future<List<KeyChange>> changedWithin(Duration past) {
        return pool.preparedQuery("""
            select id, hash, revoked_at is not null, changed_at from api_key where changed_at > now() - $1 * interval '1 millisecond'
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
                new KeyId(row.getUUID(0)),
                KeyHash.of(row.getBuffer(1).getBytes()),
                row.getBoolean(2),
                row.getOffsetDateTime(3).toInstant())));
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
                expiresAt == null ? Long.MAX_VALUE : expiresAt.toInstant().toEpochMilli(),
                Arrays.stream(row.getArrayOfStrings("addresses"))
                        .map(Network::parse)
                        .toList());
    }
}
