package dev.headrace.task.failure;

/**
 * Text in the form in which phrases are compared: lower case, {@code _} and {@code -} as blanks, CamelCase taken apart, runs of
 * blanks as one. Rules and messages are brought into it alike.
 */
final class Words {
    /** What comes later in a message seldom tells more. */
    static final int MAX = 2_000;

    private Words() {}

    /** The words of the first {@link #MAX} characters. */
    static String of(String text) {
        int length = Math.min(text.length(), MAX);
        StringBuilder out = new StringBuilder(length + 16);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (isBlank(c)) {
                blank(out);
            } else {
                if (startsWord(text, i, length)) {
                    blank(out);
                }
                out.append(c == '’' ? '\'' : Character.toLowerCase(c));
            }
        }
        return out.toString();
    }

    private static boolean isBlank(char c) {
        return c == '_' || c == '-' || Character.isWhitespace(c);
    }

    private static void blank(StringBuilder out) {
        if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
            out.append(' ');
        }
    }

    /** {@code noSuch} has a word at S, {@code HTTPError} at E. */
    private static boolean startsWord(String text, int at, int length) {
        if (at == 0 || !Character.isUpperCase(text.charAt(at))) {
            return false;
        }
        char before = text.charAt(at - 1);
        boolean lowerFollows = at + 1 < length && Character.isLowerCase(text.charAt(at + 1));
        return Character.isLowerCase(before) || (Character.isUpperCase(before) && lowerFollows);
    }
}
