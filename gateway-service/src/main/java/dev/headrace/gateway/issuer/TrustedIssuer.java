package dev.headrace.gateway.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.identity.Identity;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;

/** One issuer: checks its tokens with its keys and says whom they stand for. */
final class TrustedIssuer {
    private final Issuer issuer;
    private final IssuerKeys keys;
    private final ClaimReader reader;

    TrustedIssuer(Issuer issuer, IssuerKeys keys, Set<String> knownScopes) {
        this.issuer = issuer;
        this.keys = keys;
        this.reader = new ClaimReader(issuer.claims(), knownScopes);
    }

    String name() {
        return issuer.name();
    }

    /** Fetches the keys, so that the first caller does not wait for them. */
    void prepare() {
        keys.with(null);
    }

    Future<KnownKey> verify(UnverifiedToken token) {
        return keys.with(token.keyId()).compose(now -> check(token.context(), now));
    }

    private Future<KnownKey> check(JwtContext token, JsonWebKeySet now) {
        try {
            new JwtConsumerBuilder()
                    .setVerificationKeyResolver(new JwksVerificationKeyResolver(now.getJsonWebKeys()))
                    .setExpectedIssuer(issuer.name())
                    .setExpectedAudience(issuer.audiences().toArray(String[]::new))
                    .setRequireExpirationTime()
                    .setRequireSubject()
                    .setAllowedClockSkewInSeconds((int) issuer.clockSkew().toSeconds())
                    .setJwsAlgorithmConstraints(new AlgorithmConstraints(
                            AlgorithmConstraints.ConstraintType.PERMIT,
                            issuer.algorithms().toArray(String[]::new)))
                    .build()
                    .processContext(token);
            return Future.succeededFuture(known(token.getJwtClaims()));
        } catch (InvalidJwtException e) {
            return Future.failedFuture(TokenRefusal.because(e));
        } catch (MalformedClaimException e) {
            return Future.failedFuture(TokenRefusal.refused("a claim has another type"));
        } catch (ApiException e) {
            return Future.failedFuture(e);
        }
    }

    private KnownKey known(JwtClaims claims) throws MalformedClaimException {
        Identity identity = reader.read(claims.getClaimsMap());
        UUID id = UUID.nameUUIDFromBytes((issuer.name() + "\n" + identity.subject()).getBytes(UTF_8));
        long until = claims.getExpirationTime().getValueInMillis();
        Duration skew = issuer.clockSkew();
        return KnownKey.vouched(id, KnownKey.Kind.ISSUER, identity, until + skew.toMillis());
    }
}
