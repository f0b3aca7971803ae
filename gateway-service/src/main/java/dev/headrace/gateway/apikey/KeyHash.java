package dev.headrace.gateway.apikey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of a key: what the database and the memory of the gateway hold instead of the key.
 *
 * <p>Comparing hashes need not take constant time: how far a guess's hash agrees with a stored one says nothing about
 * the key, because a guesser cannot steer the hash.
 */
public record KeyHash(long a, long b, long c, long d) implements KeyRef {

    /** The hash of a key, or of another secret text. */
    public static KeyHash ofKey(String key) {
        try {
            return of(MessageDigest.getInstance("SHA-256").digest(key.getBytes(ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static KeyHash of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new KeyHash(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(32)
                .putLong(a)
                .putLong(b)
                .putLong(c)
                .putLong(d)
                .array();
    }

    @Override
    public int hashCode() {
        return Long.hashCode(a);
    }
}
