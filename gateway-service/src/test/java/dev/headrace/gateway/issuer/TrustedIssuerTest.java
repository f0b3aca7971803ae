package dev.headrace.gateway.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Future;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** What is refused, and why, of tokens that look like an issuer's. */
class TrustedIssuerTest {
    private static final String NAME = "https://login.example.com";
    private static final IssuerConfig CONFIG = new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(IssuerConfig.class)
            .build()
            .getConfigMapping(IssuerConfig.class);

    private final RsaJsonWebKey key = key("one");
    private final Issuer issuer = IssuerFile.parse("f", """
        issuers:
          - {issuer: "https://login.example.com", audience: [headrace], default_roles: [user], clock_skew: 30s}
        """).getFirst();
    private final TrustedIssuer trusted = new TrustedIssuer(
            issuer,
            new IssuerKeys(
                    NAME,
                    () -> Future.succeededFuture(new JsonWebKeySet(publicOnly(key))),
                    CONFIG,
                    Clock.systemUTC(),
                    () -> {}),
            Set.of());

    @Test
    void aGoodTokenIsItsHolder() {
        KnownKey known =
                verify(sign(claims(), key.getPrivateKey(), "RS256", "one")).result();

        assertEquals(new Identity("acme", "ann", Set.of(Role.USER), "free", Set.of()), known.identity());
        assertEquals(KnownKey.Kind.ISSUER, known.kind());
    }

    @Test
    void aLittleDifferenceOfClocksIsForgiven() {
        assertTrue(verify(signed(at("exp", -20))).succeeded());
        assertTrue(verify(signed(at("nbf", 20))).succeeded());
    }

    @Test
    void whatIsOverIsCalledExpired() {
        assertEquals(
                ErrorCode.CREDENTIAL_EXPIRED, refusal(signed(at("exp", -40))).code());
    }

    @Test
    void whatIsNotYetOrForOthersOrEndlessIsRefusedWithItsReason() {
        JwtClaims foreign = claims();
        foreign.setAudience("somebody-else");
        JwtClaims endless = claims();
        endless.unsetClaim("exp");

        assertTrue(refusal(signed(at("nbf", 300))).detail().contains("not valid yet"));
        assertTrue(refusal(signed(foreign)).detail().contains("audience"));
        refusal(signed(endless));
    }

    @Test
    void aPublicKeyIsNoSharedSecret() {
        refusal(sign(claims(), new HmacKey(key.getPublicKey().getEncoded()), "HS256", "one"));
    }

    @Test
    void noSignatureIsNoToken() {
        String[] parts = signed(claims()).split("\\.", -1);
        String none = "eyJhbGciOiJub25lIn0";

        refusal(none + "." + parts[1] + ".");
        refusal(parts[0] + "." + parts[1] + ".");
    }

    @Test
    void anotherKeyOrAnotherNameOfItIsRefused() {
        RsaJsonWebKey other = key("one");

        assertTrue(refusal(sign(claims(), other.getPrivateKey(), "RS256", "one"))
                .detail()
                .contains("signature"));
        refusal(sign(claims(), key.getPrivateKey(), "RS256", "two"));
    }

    @Test
    void anAlgorithmThatIsNotAllowedIsRefused() {
        refusal(sign(claims(), key.getPrivateKey(), "RS512", "one"));
    }

    private ApiException refusal(String token) {
        return UnverifiedToken.read(token)
                .map(read -> assertInstanceOf(
                        ApiException.class, trusted.verify(read).cause()))
                .orElseGet(() -> TokenRefusal.refused("unreadable"));
    }

    private Future<KnownKey> verify(String token) {
        return trusted.verify(UnverifiedToken.read(token).orElseThrow());
    }

    private static JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(NAME);
        claims.setAudience("headrace");
        claims.setSubject("ann");
        claims.setStringClaim("tenant", "acme");
        claims.setExpirationTimeMinutesInTheFuture(5);
        return claims;
    }

    private static JwtClaims at(String claim, int secondsFromNow) {
        JwtClaims claims = claims();
        NumericDate time = NumericDate.now();
        time.addSeconds(secondsFromNow);
        claims.setClaim(claim, time.getValue());
        return claims;
    }

    private String signed(JwtClaims claims) {
        return sign(claims, key.getPrivateKey(), "RS256", "one");
    }

    private static String sign(JwtClaims claims, Key with, String algorithm, String keyId) {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKey(with);
        jws.setAlgorithmHeaderValue(algorithm);
        jws.setKeyIdHeaderValue(keyId);
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RsaJsonWebKey key(String id) {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PublicJsonWebKey publicOnly(RsaJsonWebKey pair) {
        try {
            return PublicJsonWebKey.Factory.newPublicJwk(
                    pair.toJson(org.jose4j.jwk.JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
