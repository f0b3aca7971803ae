package dev.headrace.bench.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** Signs an identity for the task service as the gateway does (JWS, ES256), for what is measured behind it. */
public final class Identities {
    private static final long VALID_FOR_S = 280;

    private Identities() {}

    /** A token for a worker, valid for some minutes. */
    public static String worker(Path privateKey) throws IOException {
        try {
            return signed(privateKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(privateKey + " has no P-256 key pair", e);
        }
    }

    private static String signed(Path privateKey) throws IOException, GeneralSecurityException {
        String pem = Files.readString(privateKey);
        byte[] key = block(pem, "PRIVATE KEY");
        String id =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(block(pem, "PUBLIC KEY")), 0, 8);
        long expiry = System.currentTimeMillis() / 1000 + VALID_FOR_S;
        String claims = "{\"iss\":\"headrace-gateway\",\"aud\":\"task-service\",\"sub\":\"bench\",\"tenant\":\"bench\","
                + "\"tier\":\"free\",\"roles\":[\"worker\"],\"scopes\":[],\"exp\":" + expiry + "}";
        String header = "{\"alg\":\"ES256\",\"kid\":\"" + id + "\",\"typ\":\"headrace-identity+jwt\"}";
        String signed = encoded(header.getBytes(UTF_8)) + "." + encoded(claims.getBytes(UTF_8));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)));
        signature.update(signed.getBytes(UTF_8));
        return signed + "." + encoded(signature.sign());
    }

    private static byte[] block(String pem, String type) {
        String begin = "-----BEGIN " + type + "-----";
        String body = pem.substring(pem.indexOf(begin) + begin.length(), pem.indexOf("-----END " + type));
        return Base64.getMimeDecoder().decode(body.strip());
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
