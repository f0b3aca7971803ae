package dev.headrace.webhook.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes the value of the {@code webhook-signature} header: {@code v1,} and the base64 of the HMAC-SHA256. */
public final class Signer {

    private static final String ALGORITHM = "HmacSHA256";

    private Signer() {}

    /**
     * Signs {@code <id>.<timestamp>.<body>}.
     *
     * @param id value of {@code webhook-id}; the same for every attempt of one event, without a dot
     * @param timestamp value of {@code webhook-timestamp}: seconds since 1970 at which this attempt is made
     * @param body the bytes that are sent
     */
    public static String sign(Secret secret, String id, long timestamp, byte[] body) {
        if (id.indexOf('.') >= 0) {
            throw new IllegalArgumentException("a webhook id has no dot");
        }
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.key(), ALGORITHM));
            mac.update((id + '.' + timestamp + '.').getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has HmacSHA256", missing);
        }
    }
}
