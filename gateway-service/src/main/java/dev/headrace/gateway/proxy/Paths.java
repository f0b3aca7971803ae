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

    /** An escape is refused if it hides a dot, a backslash or a control character, or is none. */
    private static boolean isHarmless(String path, int percent) {
        if (percent + 2 >= path.length()) {
            return false;
        }
        int high = Character.digit(path.charAt(percent + 1), 16);
        int low = Character.digit(path.charAt(percent + 2), 16);
        int value = high * 16 + low;
        return high >= 0 && low >= 0 && value >= ' ' && value != '.' && value != '\\' && value != 0x7f;
    }
}
