package dev.headrace.task.failure;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Finds the HTTP status or the gRPC code that a client wrote into its message. */
final class Codes {
    private static final Pattern NAME =
            Pattern.compile("(?i)^http[ _-]?(?:error|status)?[ _-]?([45][0-9]{2})(?:error)?$");
    private static final Pattern AFTER_WORD =
            Pattern.compile("(?i)\\b(?:status(?: ?code)?|http(?:/[0-9.]+)?(?: error| status)?"
                    + "|response code|error code)[\\s:=('\"\\[]*(?:is |of |was )?([45][0-9]{2})\\b");
    private static final Pattern BEFORE_REASON =
            Pattern.compile("(?i)\\b([45][0-9]{2})[\\s'\"(:-]+(?:client error|server error|bad"
                    + " request|unauthorized|payment required|forbidden|not found|method not allowed|request"
                    + " timeout|conflict|gone|payload too large|request entity too large|unsupported media"
                    + " type|unprocessable|too many requests|internal server error|not implemented|bad gateway|service"
                    + " unavailable|gateway time-?out)");
    private static final Pattern IN_BRACKETS = Pattern.compile("(?i)\\berror occurred \\(([45][0-9]{2})\\)");
    private static final Pattern GRPC = Pattern.compile("(?i)rpc error: code = ([a-z]+)|statuscode[.=\"\\s]+([a-z_]+)"
            + "|^(?:[0-9]{1,2} )?(CANCELLED|UNKNOWN|INVALID_ARGUMENT|DEADLINE_EXCEEDED|NOT_FOUND|ALREADY_EXISTS"
            + "|PERMISSION_DENIED|RESOURCE_EXHAUSTED|FAILED_PRECONDITION|ABORTED|OUT_OF_RANGE|UNIMPLEMENTED|INTERNAL"
            + "|UNAVAILABLE|DATA_LOSS|UNAUTHENTICATED)(?::|$)");

    private Codes() {}

    /** The status in a name such as {@code Http503}. */
    static OptionalInt httpInName(String type) {
        return first(NAME, type);
    }

    /** The status in a message such as {@code Request failed with status code 404}. */
    static OptionalInt http(String message) {
        if (!mayHaveStatus(message)) {
            return OptionalInt.empty();
        }
        for (Pattern pattern : new Pattern[] {BEFORE_REASON, AFTER_WORD, IN_BRACKETS}) {
            OptionalInt found = first(pattern, message);
            if (found.isPresent()) {
                return found;
            }
        }
        return OptionalInt.empty();
    }

    /** The code in a message such as {@code rpc error: code = NotFound}, without its underscores; empty if there is none. */
    static String grpc(String message) {
        Matcher matcher = GRPC.matcher(message);
        if (!matcher.find()) {
            return "";
        }
        String code = any(matcher.group(1), matcher.group(2), matcher.group(3));
        return code.replace("_", "").toUpperCase(Locale.ROOT);
    }

    private static String any(@Nullable String... groups) {
        for (String group : groups) {
            if (group != null) {
                return group;
            }
        }
        return "";
    }

    /** Spares most messages the expressions. */
    private static boolean mayHaveStatus(String message) {
        for (int i = 0; i + 2 < message.length(); i++) {
            char c = message.charAt(i);
            if ((c == '4' || c == '5') && isDigit(message.charAt(i + 1)) && isDigit(message.charAt(i + 2))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static OptionalInt first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }
}
