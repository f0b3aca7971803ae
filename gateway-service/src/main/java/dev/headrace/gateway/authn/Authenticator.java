package dev.headrace.gateway.authn;

import dev.headrace.gateway.apikey.KeyRing;
import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.core.Future;
import jakarta.inject.Singleton;

/** Says who is calling. */
@Singleton
public final class Authenticator {
    private final KeyRing keys;

    public Authenticator(KeyRing keys) {
        this.keys = keys;
    }

    /**
     * The key of a request. Complete at once for a key that is in memory.
     *
     * @return fails with an {@link ApiException}: UNAUTHENTICATED, OVERLOADED or UNAVAILABLE
     */
    public Future<KnownKey> authenticate(Credentials.Headers headers) {
        String credential = Credentials.of(headers);
        return credential == null ? Future.failedFuture(missing()) : keys.find(credential);
    }

    private static ApiException missing() {
        return new ApiException(
                ErrorCode.UNAUTHENTICATED, "Send your API key as Authorization: Bearer sk_… or as X-API-Key");
    }
}
