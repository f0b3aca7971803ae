package dev.headrace.task.failure;

import java.util.Locale;
import java.util.Set;

/** A message without what changes from task to task: numbers, ids, paths, addresses. One pass over the text. */
final class Normalised {
    private static final int MAX = 1_000;
    private static final int SHORTEST_ID = 8;
    private static final int LONGEST_CODE = 5;
    private static final String BREAKS = " \t\r\n,;()[]{}<>=|";
    /** After these words a number names the kind of failure and is kept. */
    private static final Set<String> CODE_FOLLOWS =
            Set.of("status", "code", "http", "http/1.1", "http/2", "errno", "sqlstate");

    private Normalised() {}

    /** The first thousand characters, normalised: {@code order 4711 at /tmp/x} becomes {@code order # at <path>}. */
    static String message(String message) {
        String text = message.length() > MAX ? message.substring(0, MAX) : message;
        StringBuilder out = new StringBuilder(text.length());
        String before = "";
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (BREAKS.indexOf(c) >= 0) {
                gap(out, c);
                at++;
                continue;
            }
            int end = isQuote(c) ? quoted(text, at) : word(text, at);
            String word = text.substring(at, end);
            out.append(isQuote(c) ? quotation(word) : token(word, before));
            before = bare(word).toLowerCase(Locale.ROOT);
            at = end;
        }
        return out.toString().strip();
    }

    private static void gap(StringBuilder out, char c) {
        boolean blank = Character.isWhitespace(c);
        boolean afterBlank = out.isEmpty() || out.charAt(out.length() - 1) == ' ';
        if (!blank) {
            out.append(c);
        } else if (!afterBlank) {
            out.append(' ');
        }
    }

    private static boolean isQuote(char c) {
        return c == '\'' || c == '"' || c == '`';
    }

    /** End of the quotation that starts here, or of one character if nothing closes it. */
    private static int quoted(String text, int from) {
        char open = text.charAt(from);
        int end = text.indexOf(open == '`' && text.indexOf('`', from + 1) < 0 ? '\'' : open, from + 1);
        return end < 0 ? from + 1 : end + 1;
    }

    private static int word(String text, int from) {
        int at = from;
        while (at < text.length() && BREAKS.indexOf(text.charAt(at)) < 0 && !isQuote(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** What is quoted is a value, except for a plain name, which says what the failure is about. */
    private static String quotation(String word) {
        boolean name = word.chars().allMatch(c -> Character.isLetter(c) || c == '_' || c == '.' || isQuote((char) c));
        return name ? word : "<value>";
    }

    private static String token(String word, String before) {
        String bare = bare(word);
        if (bare.contains("://")) {
            return "<url>";
        }
        if (bare.indexOf('@') > 0) {
            return "<address>";
        }
        if (isPath(bare)) {
            return "<path>";
        }
        if (!hasDigit(bare)) {
            return word;
        }
        if (bare.length() <= LONGEST_CODE && CODE_FOLLOWS.contains(before)) {
            return word;
        }
        return isId(bare) ? "<id>" : withoutNumbers(word);
    }

    private static boolean isPath(String word) {
        return (word.startsWith("/") && word.length() > 1)
                || word.startsWith("./")
                || word.startsWith("~/")
                || word.indexOf('\\') > 0
                || (word.indexOf('/') > 0 && word.indexOf('/') != word.lastIndexOf('/'));
    }

    /** A long word of digits and hexadecimal letters, or of letters and digits mixed. */
    private static boolean isId(String word) {
        long digits = word.chars().filter(c -> c >= '0' && c <= '9').count();
        boolean plain = word.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_');
        return plain && word.length() >= SHORTEST_ID && digits >= 2;
    }

    private static boolean hasDigit(String word) {
        return word.chars().anyMatch(c -> c >= '0' && c <= '9');
    }

    private static String withoutNumbers(String word) {
        StringBuilder out = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            if (!digit) {
                out.append(c);
            } else if (out.isEmpty() || out.charAt(out.length() - 1) != '#') {
                out.append('#');
            }
        }
        return out.toString();
    }

    private static String bare(String word) {
        int end = word.length();
        while (end > 0 && ".:!?".indexOf(word.charAt(end - 1)) >= 0) {
            end--;
        }
        return word.substring(0, end);
    }
}
