package dev.headrace.gateway.proxy;

/**
 * Refuses paths that the gateway and a service could read differently: routes are matched by the text that is sent on,
 * and {@code /api/v1/tasks/../../../q/metrics} must not get past that.
 */
final class Paths {
    private Paths() {}

    /** Whether the path has no dot segment, empty segment, backslash, parameter or encoded form of one of them. */
    static boolean isPlain(String path) {
        int length = path.length();
        if (length == 0 || path.charAt(0) != '/') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = path.charAt(i);
            if (c == '\\' || c == ';' || c <= ' ' || c >= 0x7f) {
                return false;
            }
            if (c == '/' && i + 1 < length && (path.charAt(i + 1) == '/' || isDots(path, i + 1))) {
                return false;
            }
            if (c == '%' && !isHarmless(path, i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDots(String path, int start) {
        int i = start;
        while (i < path.length() && path.charAt(i) == '.') {
            i++;
        }
        return i > start && (i == path.length() || path.charAt(i) == '/');
    }

    /**
     * An escape is refused if it hides what needs none in a route, a dot, a backslash, a control character or another escape, or
     * is none.
     */
    private static boolean isHarmless(String path, int percent) {
        if (percent + 2 >= path.length()) {
            return false;
        }
        int high = Character.digit(path.charAt(percent + 1), 16);
        int low = Character.digit(path.charAt(percent + 2), 16);
        int value = high * 16 + low;
        if (value == '%' && hides(path, percent + 3)) {
            return false;
        }
        return high >= 0 && low >= 0 && value >= ' ' && !isOfRoutes(value) && value != '\\' && value != 0x7f;
    }

    /** Routes are matched by the text as it came, services read {@code %6B} as {@code k} (RFC 3986, 6.2.2.2). */
    private static boolean isOfRoutes(int value) {
        return value == '.' || value == '-' || value == '_' || (value < 0x80 && Character.isLetterOrDigit(value));
    }

    /** Whether what follows an escaped percent sign would be an escape of a dot, a slash, a backslash or a percent sign. */
    private static boolean hides(String path, int at) {
        return at + 2 <= path.length() && path.substring(at, at + 2).matches("(?i)2e|2f|5c|25|00");
    }

    /** Whether a segment holds an escaped slash. */
    static boolean hidesSlash(String path) {
        int percent = path.indexOf('%');
        while (percent >= 0 && !path.regionMatches(true, percent, "%2f", 0, 3)) {
            percent = path.indexOf('%', percent + 1);
        }
        return percent >= 0;
    }
}
