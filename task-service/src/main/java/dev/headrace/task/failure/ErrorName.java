package dev.headrace.task.failure;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The name of an exception in one spelling: {@code Errno::EPIPE} and {@code *net.OpError} become {@code errno.epipe}, {@code net.operror}. */
final class ErrorName {
    static final int MAX = 256;

    private ErrorName() {}

    static String of(String name) {
        String text = name.length() > MAX ? name.substring(name.length() - MAX) : name;
        StringBuilder out = new StringBuilder(text.length());
        for (char c : text.strip().toLowerCase(Locale.ROOT).toCharArray()) {
            boolean separates = c == '.' || c == ':' || c == '/' || c == '\\' || c == '$';
            if (separates && !out.isEmpty() && out.charAt(out.length() - 1) != '.') {
                out.append('.');
            } else if (!separates && c != '*' && c != '&') {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** What is known of a name in this spelling, or else of the longest end of it: packages and modules may be left out. */
    static <T> @Nullable T find(Map<String, T> known, String name) {
        String rest = name;
        while (!rest.isEmpty()) {
            T found = known.get(rest);
            int dot = rest.indexOf('.');
            if (found != null || dot < 0) {
                return found;
            }
            rest = rest.substring(dot + 1);
        }
        return null;
    }
}
