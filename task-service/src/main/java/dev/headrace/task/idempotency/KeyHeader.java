package dev.headrace.task.idempotency;

import dev.headrace.platform.api.Violations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header {@code Idempotency-Key}: a quoted string of structured fields (RFC 9651, as the IETF draft asks), or the
 * bare key, as most clients send it.
 */
public final class KeyHeader {
    public static final String NAME = "Idempotency-Key";

    private KeyHeader() {}

    /**
     * The key; null without a header.
     *
     * @throws dev.headrace.platform.api.ApiException VALIDATION_FAILED saying what is wrong with the header
     */
    public static @Nullable String read(List<String> values) {
        if (values.isEmpty()) {
            return null;
        }
        Violations v =
                new Violations().check(values.size() == 1, NAME, "TOO_MANY", "is there more than once; send it once");
        v.orThrow();
        String value = values.getFirst().strip();
        String key = value.startsWith("\"") ? quoted(v, value) : bare(v, value);
        v.check(!key.isBlank() || !v.isEmpty(), NAME, "EMPTY", "is empty; leave it away or send a key")
                .orThrow();
        return key;
    }

    /** The draft's key has no parameters, so nothing may follow the closing quote. */
    private static String quoted(Violations v, String value) {
        StringBuilder key = new StringBuilder(value.length());
        int at = 1;
        while (at < value.length() && value.charAt(at) != '"') {
            if (value.charAt(at) == '\\') {
                at++;
                if (at >= value.length() || "\"\\".indexOf(value.charAt(at)) < 0) {
                    v.add(
                            NAME,
                            "INVALID_QUOTING",
                            "has a \\ that is followed by neither \" nor \\; write \\\\ for one");
                    return "";
                }
            }
            key.append(value.charAt(at++));
        }
        v.check(at < value.length(), NAME, "INVALID_QUOTING", "has no closing quote; write \"key\" or key");
        v.check(
                at >= value.length() - 1,
                NAME,
                "INVALID_QUOTING",
                "goes on after its closing quote; send only \"key\"");
        printable(v, key);
        return key.toString();
    }

    private static String bare(Violations v, String value) {
        v.check(
                value.indexOf('"') < 0,
                NAME,
                "INVALID_QUOTING",
                "has a quote inside; write \"a\\\"b\" or leave it away");
        printable(v, value);
        return value;
    }

    private static void printable(Violations v, CharSequence key) {
        v.check(
                key.chars().allMatch(c -> c >= 0x20 && c < 0x7F),
                NAME,
                "INVALID_CHARACTER",
                "may have printable ASCII only; send other keys as the field idempotency_key");
    }
}
