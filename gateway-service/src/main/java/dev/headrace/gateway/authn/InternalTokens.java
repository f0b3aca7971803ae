package dev.headrace.gateway.authn;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.IdentityConfig;
import dev.headrace.platform.identity.IdentityKeys;
import dev.headrace.platform.identity.IdentitySigner;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;

/**
 * The signed identities for the way inside: one for each key, reused for 20 s, because a signature costs a hundred
 * times what the rest of the work for a request costs, and services remember verified tokens.
 */
@Singleton
public final class InternalTokens {
    private static final Duration VALID_FOR = Duration.ofSeconds(60);
    private static final long REUSED_FOR_MILLIS = 20_000;
    private static final int REMEMBERED = 100_000;

    private final Function<Identity, String> sign;
    private final Clock clock;
    private final Cache<UUID, Signed> signed = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(VALID_FOR)
            .build();

    private record Signed(String token, long renewAtMillis) {}

    @Inject
    public InternalTokens(IdentityConfig config, Clock clock) {
        this(signer(config), clock);
    }

    InternalTokens(Function<Identity, String> sign, Clock clock) {
        this.sign = sign;
        this.clock = clock;
    }

    private static Function<Identity, String> signer(IdentityConfig config) {
        Path file = config.privateKeyFile()
                .orElseThrow(() -> new IllegalStateException(
                        "headrace.identity.private-key-file is needed: the gateway signs identities with it"));
        IdentitySigner signer = new IdentitySigner(IdentityKeys.readPrivate(file));
        return identity -> signer.sign(identity, VALID_FOR);
    }

    /** A token for the identity of a key, valid for 40 s at least. */
    public String of(KnownKey key) {
        Signed present = signed.getIfPresent(key.id());
        long now = clock.millis();
        if (present != null && present.renewAtMillis() > now) {
            return present.token();
        }
        String token = sign.apply(key.identity());
        signed.put(key.id(), new Signed(token, now + REUSED_FOR_MILLIS));
        return token;
    }
}
