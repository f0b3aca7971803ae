package dev.headrace.platform.identity;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Signs identities for the way inside (JWS, ES256), each for one service. Only the gateway holds the key. */
public final class IdentitySigner {
    static final String ISSUER = "headrace-gateway";
    static final String TYPE = "headrace-identity+jwt";

    private final Supplier<IdentityKeys.Pair> keys;

    public IdentitySigner(Supplier<IdentityKeys.Pair> keys) {
        this.keys = keys;
    }

    /**
     * Signs with the pair in a file; a new pair in it is used within five seconds.
     *
     * @throws IllegalStateException naming the file if there is no pair in it now
     */
    public static IdentitySigner reading(Path pem) {
        KeyFile<IdentityKeys.Pair> file = new KeyFile<>(pem, IdentityKeys::readPair, System::nanoTime);
        return new IdentitySigner(file::get);
    }

    /** A compact token that only one service takes, valid from now for the given time. */
    public String sign(Identity identity, String audience, Duration validFor) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(audience);
        claims.setSubject(identity.subject());
        claims.setStringClaim("tenant", identity.tenant());
        claims.setStringClaim("tier", identity.tier());
        claims.setStringListClaim(
                "roles", identity.roles().stream().map(Role::wire).sorted().toList());
        claims.setStringListClaim("scopes", identity.scopes().stream().sorted().toList());
        NumericDate expiry = NumericDate.now();
        expiry.addSeconds(validFor.toSeconds());
        claims.setExpirationTime(expiry);
        return sign(claims, TYPE);
    }

    /** A compact token with these claims, of a type that tells what it is for. */
    public String sign(JwtClaims claims, String type) {
        IdentityKeys.Pair pair = keys.get();
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKey(pair.privateKey());
        jws.setKeyIdHeaderValue(pair.id());
        jws.setHeader("typ", type);
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("The identity key cannot sign", e);
        }
    }
}
