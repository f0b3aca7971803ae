package dev.headrace.gateway.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headrace.gateway.apikey.CredentialLookup;
import dev.headrace.gateway.apikey.KeyHash;
import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.gateway.issuer.Issuers;
import dev.headrace.gateway.issuer.TokenRefusal;
import dev.headrace.gateway.issuer.UnverifiedToken;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.core.Future;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The tokens in memory, so that a signature is checked once in five minutes. Bounded; holds hashes, not tokens. */
@Singleton
public final class TokenRing implements CredentialLookup {
    private static final Duration VERIFIED_FOR = Duration.ofMinutes(5);
    private static final Duration REFUSED_FOR = Duration.ofSeconds(5);
    private static final int MAX_LENGTH = 8_192;

    private final OwnTokens own;
    private final Issuers issuers;
    private final Cache<KeyHash, KnownKey> verified;
    private final Cache<KeyHash, ApiException> refused;

    public TokenRing(OwnTokens own, Issuers issuers, TokenConfig config) {
        this.own = own;
        this.issuers = issuers;
        this.verified = Caffeine.newBuilder()
                .maximumSize(config.remembered())
                .expireAfterWrite(VERIFIED_FOR)
                .build();
        this.refused = Caffeine.newBuilder()
                .maximumSize(config.remembered())
                .expireAfterWrite(REFUSED_FOR)
                .build();
        issuers.whenKeysChange(verified::invalidateAll);
    }

    @Override
    public @Nullable KnownKey inMemory(String text) {
        KnownKey known = text.length() > MAX_LENGTH ? null : verified.getIfPresent(KeyHash.ofKey(text));
        boolean stands = known != null && (known.kind() != KnownKey.Kind.TOKEN || own.isKeyKnown(known));
        return stands ? known : null;
    }

    @Override
    public boolean wasRefused(String text) {
        return refused.getIfPresent(KeyHash.ofKey(text)) != null;
    }

    @Override
    public Future<KnownKey> find(String text) {
        KeyHash hash = KeyHash.ofKey(text);
        ApiException before = refused.getIfPresent(hash);
        if (before != null) {
            return Future.failedFuture(before);
        }
        return verify(text).onSuccess(known -> verified.put(hash, known)).onFailure(no -> remember(hash, no));
    }

    private void remember(KeyHash hash, Throwable no) {
        // What nobody could be asked about may be right a moment later.
        if (no instanceof ApiException e && e.code().status() < ErrorCode.INTERNAL.status()) {
            refused.put(hash, e);
        }
    }

    private Future<KnownKey> verify(String text) {
        if (text.length() > MAX_LENGTH) {
            return Future.failedFuture(TokenRefusal.refused("it is longer than " + MAX_LENGTH + " characters"));
        }
        return UnverifiedToken.read(text)
                .map(token -> token.issuer().equals(OwnTokens.ISSUER) ? own.verify(text) : issuers.verify(token))
                .orElseGet(() -> Future.failedFuture(TokenRefusal.refused("it is no signed JSON Web Token")));
    }
}
