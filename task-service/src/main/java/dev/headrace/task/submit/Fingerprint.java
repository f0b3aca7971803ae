package dev.headrace.task.submit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells whether two submissions with the same key mean the same: SHA-256 over type, queue, priority, payload and
 * target. */
final class Fingerprint {
    private Fingerprint() {}

    static String of(Submission s) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {
                s.facts().type(),
                s.facts().queue(),
                s.facts().priority().name(),
                s.payload(),
                s.target() == null ? "" : s.target()
            }) {
                digest.update(part.getBytes(UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
