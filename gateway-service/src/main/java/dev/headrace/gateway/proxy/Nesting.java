package dev.headrace.gateway.proxy;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Counts how deep a JSON text is nested while it passes: knows strings, escapes and brackets, and nothing else. A parser
 * should not be the one to find out.
 */
final class Nesting {
    /** Deeper than any payload. */
    static final int DEEPEST = 200;

    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean tooDeep;

    /** Whether a body of this media type may be JSON; one without a type may. */
    static boolean concerns(@Nullable String contentType) {
        return contentType == null || contentType.toLowerCase(Locale.ROOT).contains("json");
    }

    static ApiException refusal() {
        return new ApiException(
                ErrorCode.MALFORMED_REQUEST, "The body is nested more than " + DEEPEST + " levels deep");
    }

    /** Reads the next part; false once it is too deep. */
    boolean admits(Buffer part) {
        byte[] bytes = part.getBytes();
        for (int i = 0; i < bytes.length && !tooDeep; i++) {
            read(bytes[i]);
        }
        return !tooDeep;
    }

    private void read(byte c) {
        if (escaped) {
            escaped = false;
        } else if (inString) {
            inString = c != '"';
            escaped = c == '\\';
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            tooDeep = ++depth > DEEPEST;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
}
