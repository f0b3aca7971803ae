package dev.headrace.gateway.authn;

import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.gateway.route.Service;
import dev.headrace.gateway.token.SigningKeys;
import dev.headrace.platform.identity.Identity;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BiFunction;

/**
 * The signed identities for the way inside: one for each credential and service, kept with the credential and reused for
 * 20 s, because a signature costs three times what the rest of the work for a request costs, and services remember
 * verified tokens.
 */
@Singleton
public final class InternalTokens {
    private static final Duration VALID_FOR = Duration.ofSeconds(50);
    private static final long REUSED_FOR_MILLIS = 20_000;

    private final BiFunction<Identity, Service, String> sign;
    private final Clock clock;

    @Inject
    public InternalTokens(SigningKeys keys, Clock clock) {
        this((identity, service) -> keys.signer().sign(identity, service.audience(), VALID_FOR), clock);
    }

    InternalTokens(BiFunction<Identity, Service, String> sign, Clock clock) {
        this.sign = sign;
        this.clock = clock;
    }

    /** A token for one service, valid for 30 s at least. */
    public String of(KnownKey key, Service service) {
        KnownKey.Pass present = key.pass(service);
        long now = clock.millis();
        if (present != null && present.renewAtMillis() > now) {
            return present.token();
        }
        String token = sign.apply(key.identity(), service);
        key.pass(service, new KnownKey.Pass(token, now + REUSED_FOR_MILLIS));
        return token;
    }
}
