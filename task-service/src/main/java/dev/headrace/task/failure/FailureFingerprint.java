package dev.headrace.task.failure;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The same for failures of one cause: made of the error's type, its message without what changes from task to task, and its top
 * frames without line numbers.
 */
public final class FailureFingerprint {
    private static final int BYTES = 8;

    private FailureFingerprint() {}

    /** Sixteen hexadecimal characters. */
    public static String of(Failure failure) {
        String cause = text(failure.type())
                + '\n'
                + (failure.httpStatus() == null ? "" : failure.httpStatus())
                + '\n'
                + Normalised.message(text(failure.message()))
                + '\n'
                + TopFrames.of(text(failure.stack()));
        byte[] digest = sha256().digest(cause.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, BYTES);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
