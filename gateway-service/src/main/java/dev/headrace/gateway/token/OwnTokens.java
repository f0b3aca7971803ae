package dev.headrace.gateway.token;

import dev.headrace.gateway.apikey.KeyId;
import dev.headrace.gateway.apikey.KeyRing;
import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.gateway.issuer.TokenRefusal;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.identity.Identity;
import io.vertx.core.Future;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * Tokens that were exchanged for a key. They name the key and what they were narrowed to; everything else is the key's, so
 * a token ends with its key, and one that is stolen is worth less and not for long.
 */
@Singleton
public final class OwnTokens {
    static final String ISSUER = "headrace";
    private static final String AUDIENCE = "headrace-api";
    private static final String TYPE = "at+jwt";
    private static final String SCOPES = "scopes";

    private final SigningKeys keys;
    private final KeyRing ring;
    private final Clock clock;
    private final JwtConsumer consumer;

    public OwnTokens(SigningKeys keys, KeyRing ring, Clock clock) {
        this.keys = keys;
        this.ring = ring;
        this.clock = clock;
        this.consumer = new JwtConsumerBuilder()
                .setVerificationKeyResolver(keys.trusted())
                .setExpectedType(true, TYPE)
                .setExpectedIssuer(ISSUER)
                .setExpectedAudience(AUDIENCE)
                .setRequireSubject()
                .setRequireExpirationTime()
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT,
                        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256))
                .build();
    }

    /** A token for a key. */
    String make(KnownKey key, Set<String> scopes, Instant until) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(AUDIENCE);
        claims.setSubject(key.id().toString());
        claims.setStringListClaim(SCOPES, scopes.stream().sorted().toList());
        claims.setIssuedAt(NumericDate.fromMilliseconds(clock.millis()));
        claims.setExpirationTime(NumericDate.fromMilliseconds(until.toEpochMilli()));
        return keys.signer().sign(claims, TYPE);
    }

    /** Whom a token stands for. @return fails with 401 unless it is one of ours and its key works */
    Future<KnownKey> verify(String token) {
        try {
            JwtClaims claims = consumer.processToClaims(token);
            UUID keyId = UUID.fromString(claims.getSubject());
            List<String> scopes = claims.getStringListClaimValue(SCOPES);
            long until = claims.getExpirationTime().getValueInMillis();
            return ring.find(new KeyId(keyId)).map(key -> narrowed(key, scopes, until));
        } catch (InvalidJwtException e) {
            return Future.failedFuture(TokenRefusal.because(e));
        } catch (MalformedClaimException | IllegalArgumentException e) {
            return Future.failedFuture(
                    new ApiException(ErrorCode.UNAUTHENTICATED, "The token is not one of this gateway"));
        }
    }

    private static KnownKey narrowed(KnownKey key, List<String> scopes, long until) {
        Identity of = key.identity();
        return key.standIn(
                KnownKey.Kind.TOKEN,
                new Identity(of.tenant(), of.subject(), of.roles(), of.tier(), Set.copyOf(scopes)),
                until);
    }

    /** Whether the key of a token is known, and as it was when the token was looked at; if not, it has to be asked for. */
    boolean isKeyKnown(KnownKey token) {
        KnownKey key = ring.inMemory(new KeyId(token.id()));
        return key != null && key.changedAt().equals(token.changedAt());
    }
}
