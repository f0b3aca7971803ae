package dev.headrace.gateway.ticket;

import dev.headrace.gateway.apikey.CredentialLookup;
import dev.headrace.gateway.apikey.KeyHash;
import dev.headrace.gateway.apikey.KeyId;
import dev.headrace.gateway.apikey.KeyRing;
import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.core.Future;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes a ticket for what it stands for, once on all replicas. */
@Singleton
public final class Tickets implements CredentialLookup {
    private static final Logger LOG = Logger.getLogger(Tickets.class);

    private final TicketStore store;
    private final KeyRing keys;

    public Tickets(TicketStore store, KeyRing keys) {
        this.store = store;
        this.keys = keys;
    }

    @Override
    public @Nullable KnownKey inMemory(String text) {
        return null;
    }

    @Override
    public boolean wasRefused(String text) {
        return false;
    }

    @Override
    public Future<KnownKey> find(String text) {
        if (!TicketText.isWellFormed(text)) {
            return Future.failedFuture(unknown());
        }
        return store.take(KeyHash.ofKey(text)).recover(Tickets::unavailable).compose(this::holder);
    }

    /** The key of a ticket must still work when the ticket is used. */
    private Future<KnownKey> holder(Optional<TicketStore.Holder> taken) {
        if (taken.isEmpty()) {
            return Future.failedFuture(unknown());
        }
        TicketStore.Holder holder = taken.get();
        return holder.kind() == KnownKey.Kind.ISSUER
                ? Future.succeededFuture(KnownKey.vouched(
                        holder.keyId(), KnownKey.Kind.TICKET, holder.identity(), holder.sessionUntil()))
                : keys.find(new KeyId(holder.keyId()))
                        .map(key -> key.standIn(KnownKey.Kind.TICKET, holder.identity(), holder.sessionUntil()));
    }

    private static Future<Optional<TicketStore.Holder>> unavailable(Throwable cause) {
        LOG.debug("ticket not taken", cause);
        return Future.failedFuture(
                new ApiException(ErrorCode.UNAVAILABLE, "Tickets cannot be checked at the moment; try again"));
    }

    private static ApiException unknown() {
        return new ApiException(
                ErrorCode.UNAUTHENTICATED, "The ticket is not known, was used before or is older than 30 s");
    }
}
