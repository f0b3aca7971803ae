package dev.headrace.webhook.signing;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * The shared key of one subscription. Its text is {@code whsec_} and the base64 of the key's bytes; the key of the HMAC
 * is the decoded bytes, 24 to 64 of them
 * (<a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 * Webhooks</a>, "Signature scheme").
 */
public final class Secret {

    private static final String PREFIX = "whsec_";
    private static final int NEW_BYTES = 32;
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] key;

    private Secret(byte[] key) {
        if (key.length < MIN_BYTES || key.length > MAX_BYTES) {
            throw new IllegalArgumentException("a webhook secret has 24 to 64 bytes");
        }
        this.key = key;
    }

    /** A new secret of 32 random bytes. */
    public static Secret random() {
        var key = new byte[NEW_BYTES];
        RANDOM.nextBytes(key);
        return new Secret(key);
    }

    /** Reads the text form, with or without its prefix; throws IllegalArgumentException when it is none. */
    public static Secret parse(String text) {
        var encoded = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
        return new Secret(Base64.getDecoder().decode(encoded));
    }

    /** The text to hand out and to store. */
    public String reveal() {
        return PREFIX + Base64.getEncoder().encodeToString(key);
    }

    byte[] key() {
        return key.clone();
    }

    /** Never the secret itself: this may reach a log. */
    @Override
    public String toString() {
        return PREFIX + "***";
    }
}
