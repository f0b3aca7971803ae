package dev.headrace.platform.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.function.Function;

/** Opaque cursors: Base64url of whatever position the list needs to go on. */
public final class Cursor {
    private Cursor() {}

    public static String encode(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(UTF_8));
    }

    /**
     * Reads a cursor that {@link #encode} made.
     *
     * @param parse turns the position back into a value; may throw
     * @throws ApiException VALIDATION_FAILED naming {@code cursor} if it is not one of ours
     */
    public static <T> T decode(String cursor, Function<String, T> parse) {
        try {
            return parse.apply(new String(Base64.getUrlDecoder().decode(cursor), UTF_8));
        } catch (RuntimeException e) {
            throw new Violations()
                    .add("cursor", "INVALID", "is not a cursor of this list; use meta.page.next as it was given")
                    .asException();
        }
    }
}
