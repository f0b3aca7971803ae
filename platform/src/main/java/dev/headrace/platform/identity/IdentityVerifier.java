package dev.headrace.platform.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import java.util.List;
import java.util.stream.Collectors;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * Verifies the token that the gateway signed for this service.
 *
 * <p>The gateway reuses a token for some seconds, so a verified one is remembered until it expires: a signature check
 * costs about 400 µs, a look-up under one.
 */
public final class IdentityVerifier {
    private static final int REMEMBERED = 10_000;
    private static final int MAX_LENGTH = 4_096;

    private final JwtConsumer consumer;
    private final Cache<String, Verified> verified =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    private record Verified(Identity identity, long expiresAtMillis) {}

    /** @param audience the service's name: a token for another service is refused */
    public IdentityVerifier(TrustedKeys keys, String audience) {
        this.consumer = new JwtConsumerBuilder()
                .setVerificationKeyResolver(keys)
                .setExpectedType(true, IdentitySigner.TYPE)
                .setExpectedIssuer(IdentitySigner.ISSUER)
                .setExpectedAudience(audience)
                .setRequireSubject()
                .setRequireExpirationTime()
                .setMaxFutureValidityInMinutes(5)
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT,
                        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256))
                .build();
    }

    /** @throws ApiException UNAUTHENTICATED if the token is not one of the gateway's for us, or has expired */
    public Identity verify(String token) {
        Verified known = verified.getIfPresent(token);
        if (known != null && known.expiresAtMillis() > System.currentTimeMillis()) {
            return known.identity();
        }
        Verified fresh = check(token);
        verified.put(token, fresh);
        return fresh.identity();
    }

    private Verified check(String token) {
        if (token.length() > MAX_LENGTH) {
            throw refused();
        }
        try {
            JwtClaims claims = consumer.processToClaims(token);
            Identity identity = new Identity(
                    text(claims, "tenant"),
                    claims.getSubject(),
                    list(claims, "roles").stream().map(Role::of).collect(Collectors.toSet()),
                    text(claims, "tier"),
                    list(claims, "scopes").stream().collect(Collectors.toSet()));
            return new Verified(identity, claims.getExpirationTime().getValueInMillis());
        } catch (InvalidJwtException | MalformedClaimException | IllegalArgumentException e) {
            throw refused();
        }
    }

    private static String text(JwtClaims claims, String name) throws MalformedClaimException {
        String value = claims.getStringClaimValue(name);
        if (value == null || value.isBlank()) {
            throw new MalformedClaimException("no " + name);
        }
        return value;
    }

    private static List<String> list(JwtClaims claims, String name) throws MalformedClaimException {
        List<String> value = claims.getStringListClaimValue(name);
        return value == null ? List.of() : value;
    }

    private static ApiException refused() {
        return new ApiException(ErrorCode.UNAUTHENTICATED, "This service answers only what came through the gateway");
    }
}
