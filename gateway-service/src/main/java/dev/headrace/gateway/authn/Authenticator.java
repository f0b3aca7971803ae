package dev.headrace.gateway.authn;

import dev.headrace.gateway.apikey.CredentialLookup;
import dev.headrace.gateway.apikey.KeyRing;
import dev.headrace.gateway.apikey.KeyUses;
import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.gateway.ticket.TicketText;
import dev.headrace.gateway.ticket.Tickets;
import dev.headrace.gateway.token.TokenRing;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Says who is calling. */
@Singleton
public final class Authenticator {
    private static final String TICKET = "ticket";

    private final KeyRing keys;
    private final TokenRing tokens;
    private final Tickets tickets;
    private final ClientAddress addresses;
    private final FailedAttempts attempts;
    private final KeyUses uses;
    private final Clock clock;

    public Authenticator(
            KeyRing keys,
            TokenRing tokens,
            Tickets tickets,
            ClientAddress addresses,
            FailedAttempts attempts,
            KeyUses uses,
            Clock clock) {
        this.keys = keys;
        this.tokens = tokens;
        this.tickets = tickets;
        this.addresses = addresses;
        this.attempts = attempts;
        this.uses = uses;
        this.clock = clock;
    }

    /**
     * The credential of a request. Complete at once, with nothing asked and nothing signed, for one that is in memory.
     *
     * @return fails with an {@link ApiException}: one of 401, 403 for an address that is not allowed, 429 after too many
     *     failures, OVERLOADED or UNAVAILABLE
     */
    public Future<KnownKey> authenticate(HttpServerRequest request) {
        String text = credential(request);
        if (text == null) {
            return Future.failedFuture(missing());
        }
        CredentialLookup lookup = lookupOf(text);
        KnownKey known = lookup.inMemory(text);
        return known == null ? unknown(lookup, text, request) : admitted(known, request);
    }

    private @Nullable String credential(HttpServerRequest request) {
        boolean upgrade = isUpgrade(request);
        String text = Credentials.of(request::getHeader, upgrade);
        if (text == null && upgrade) {
            return request.getParam(TICKET);
        }
        boolean misplaced = text != null && text.startsWith(TicketText.START) && !upgrade;
        return misplaced ? null : text;
    }

    private static boolean isUpgrade(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.headers().get(HttpHeaders.UPGRADE));
    }

    private CredentialLookup lookupOf(String text) {
        if (text.startsWith(TicketText.START)) {
            return tickets;
        }
        return text.indexOf('.') < 0 ? keys : tokens;
    }

    private Future<KnownKey> unknown(CredentialLookup lookup, String text, HttpServerRequest request) {
        if (lookup.wasRefused(text)) {
            return lookup.find(text);
        }
        InetAddress address = addresses.of(request);
        long wait = attempts.waitMillis(address);
        if (wait > 0) {
            return Future.failedFuture(tooMany(wait));
        }
        return lookup.find(text)
                .onFailure(refused -> count(refused, address))
                .compose(found -> admitted(found, request));
    }

    private void count(Throwable refused, @Nullable InetAddress address) {
        if (refused instanceof ApiException e && e.code().status() == ErrorCode.UNAUTHENTICATED.status()) {
            attempts.count(address);
        }
    }

    private Future<KnownKey> admitted(KnownKey key, HttpServerRequest request) {
        if (key.expiresAtMillis() <= clock.millis()) {
            return Future.failedFuture(expired(key));
        }
        if (key.isBoundToAddresses() && !key.worksFrom(addresses.of(request))) {
            return Future.failedFuture(
                    new ApiException(ErrorCode.ADDRESS_NOT_ALLOWED, "The API key does not work from your address"));
        }
        uses.count(key);
        return Future.succeededFuture(key);
    }

    private static ApiException expired(KnownKey key) {
        return new ApiException(
                ErrorCode.CREDENTIAL_EXPIRED,
                key.kind() == KnownKey.Kind.KEY ? "The API key has expired" : "The token has expired: get a new one");
    }

    private static ApiException missing() {
        return new ApiException(
                ErrorCode.UNAUTHENTICATED,
                "Send your API key or token as Authorization: Bearer …, or a key as X-API-Key; tickets open WebSockets"
                        + " only");
    }

    private static ApiException tooMany(long waitMillis) {
        return new ApiException(
                ErrorCode.RATE_LIMITED,
                "Too many wrong credentials came from your address; try another one in " + (waitMillis + 999) / 1_000
                        + " s");
    }
}
