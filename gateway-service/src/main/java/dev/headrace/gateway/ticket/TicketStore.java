package dev.headrace.gateway.ticket;

import dev.headrace.gateway.apikey.KeyHash;
import dev.headrace.gateway.apikey.KnownKey;
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
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Tickets that were not used yet, for all replicas. The database's time decides, and its row lock who is first. */
@Singleton
public final class TicketStore {
    private final Pool pool;

    public TicketStore(Pool pool) {
        this.pool = pool;
    }

    /** What a ticket stands for: whose it is, and the identity and end of the credential that asked for it. */
    record Holder(UUID keyId, KnownKey.Kind kind, Identity identity, long sessionUntil) {}

    Future<Void> add(KeyHash ticket, Holder holder, Duration validFor) {
        Identity identity = holder.identity();
        return pool.preparedQuery("""
                        insert into ticket (hash, key_id, kind, tenant, subject, roles, tier, scopes, session_until, expires_at)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10 * interval '1 millisecond')
                        """)
                .execute(Tuple.tuple()
                        .addBuffer(Buffer.buffer(ticket.bytes()))
                        .addUUID(holder.keyId())
                        .addString(holder.kind().name())
                        .addString(identity.tenant())
                        .addString(identity.subject())
                        .addArrayOfString(
                                identity.roles().stream().map(Role::wire).toArray(String[]::new))
                        .addString(identity.tier())
                        .addArrayOfString(identity.scopes().toArray(String[]::new))
                        .addLong(holder.sessionUntil())
                        .addDouble((double) validFor.toMillis()))
                .mapEmpty();
    }

    /** Takes a ticket: whoever comes second finds none. */
    Future<Optional<Holder>> take(KeyHash ticket) {
        return pool.preparedQuery("""
                        delete from ticket where hash = $1
                        returning key_id, kind, tenant, subject, roles, tier, scopes, session_until, expires_at > now()
                        """)
                .execute(Tuple.of(Buffer.buffer(ticket.bytes())))
                .map(TicketStore::first);
    }

    private static Optional<Holder> first(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Optional.empty();
        }
        Row row = rows.iterator().next();
        return Boolean.TRUE.equals(row.getBoolean(8)) ? Optional.of(holder(row)) : Optional.empty();
    }

    private static Holder holder(Row row) {
        Identity identity = new Identity(
                row.getString("tenant"),
                row.getString("subject"),
                Arrays.stream(row.getArrayOfStrings("roles")).map(Role::of).collect(Collectors.toSet()),
                row.getString("tier"),
                Set.of(row.getArrayOfStrings("scopes")));
        return new Holder(
                row.getUUID("key_id"),
                KnownKey.Kind.valueOf(row.getString("kind")),
                identity,
                row.getLong("session_until"));
    }

    /** Forgets tickets that nobody used. */
    Future<Void> purge() {
        return pool.query("delete from ticket where expires_at < now()")
                .execute()
                .mapEmpty();
    }
}
