package dev.headrace.bench.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Signs an identity as the gateway does (JWS, EdDSA), for what is measured behind it. */
public final class Identities {
    private static final long VALID_FOR_S = 280;

    private Identities() {}

    /** A token for a worker, valid for some minutes. */
    public static String worker(Path privateKey) throws IOException {
        try {
            return signed(privateKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(privateKey + " has no Ed25519 key", e);
        }
    }

    private static String signed(Path privateKey) throws IOException, GeneralSecurityException {
        String pem = Files.readString(privateKey).replaceAll("-----[A-Z ]+-----", "");
        byte[] key = Base64.getMimeDecoder().decode(pem.strip());
        long expiry = System.currentTimeMillis() / 1000 + VALID_FOR_S;
        String claims = "{\"iss\":\"headrace-gateway\",\"aud\":\"headrace\",\"sub\":\"bench\",\"tenant\":\"bench\","
                + "\"tier\":\"free\",\"roles\":[\"worker\"],\"scopes\":[],\"exp\":" + expiry + "}";
        String signed = encoded("{\"alg\":\"EdDSA\"}".getBytes(UTF_8)) + "." + encoded(claims.getBytes(UTF_8));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(key)));
        signature.update(signed.getBytes(UTF_8));
        return signed + "." + encoded(signature.sign());
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
