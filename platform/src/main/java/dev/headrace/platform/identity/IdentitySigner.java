package dev.headrace.platform.identity;

import java.security.PrivateKey;
import java.time.Duration;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Signs identities for the way inside (JWS, EdDSA). Only the gateway holds the key. */
public final class IdentitySigner {
    static final String ISSUER = "headrace-gateway";
    static final String AUDIENCE = "headrace";

    private final PrivateKey key;

    public IdentitySigner(PrivateKey key) {
        this.key = key;
    }

    /** A compact token that is valid from now for the given time. */
    public String sign(Identity identity, Duration validFor) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(AUDIENCE);
        claims.setSubject(identity.subject());
        claims.setStringClaim("tenant", identity.tenant());
        claims.setStringClaim("tier", identity.tier());
        claims.setStringListClaim(
                "roles", identity.roles().stream().map(Role::wire).sorted().toList());
        claims.setStringListClaim("scopes", identity.scopes().stream().sorted().toList());
        NumericDate expiry = NumericDate.now();
        expiry.addSeconds(validFor.toSeconds());
        claims.setExpirationTime(expiry);
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKey(key);
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("The identity key cannot sign", e);
        }
    }
}
