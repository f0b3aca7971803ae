package dev.headrace.task.failure;

import java.util.List;

/**
 * A phrase to be found in {@link Words}. {@code *} stands for anything; without one at an edge the phrase starts and ends with
 * whole words. Finding takes time in proportion to the text for each of its parts.
 *
 * @param parts what stands between the asterisks
 * @param wholeStart whether a word must begin where the phrase does
 * @param wholeEnd whether a word must end where the phrase does
 */
record Phrase(List<String> parts, boolean wholeStart, boolean wholeEnd) {
    Phrase {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a phrase needs a word");
        }
    }

    static Phrase of(String text) {
        String words = Words.of(text.strip());
        List<String> parts = java.util.Arrays.stream(words.split("\\*", -1))
                .filter(part -> !part.isBlank())
                .toList();
        return new Phrase(parts, !words.startsWith("*"), !words.endsWith("*"));
    }

    boolean isIn(String words) {
        int at = first(words);
        for (int i = 1; at >= 0 && i < parts.size(); i++) {
            boolean last = i == parts.size() - 1;
            at = last ? last(words, at) : next(words, parts.get(i), at);
        }
        return at >= 0;
    }

    /** End of the first part, or -1. */
    private int first(String words) {
        String part = parts.getFirst();
        for (int at = words.indexOf(part); at >= 0; at = words.indexOf(part, at + 1)) {
            int end = at + part.length();
            boolean starts = !wholeStart || isEdge(words, at, part.charAt(0));
            boolean ends = parts.size() > 1 || !wholeEnd || endsWord(words, end, part);
            if (starts && ends) {
                return end;
            }
        }
        return -1;
    }

    private int last(String words, int from) {
        String part = parts.getLast();
        for (int at = words.indexOf(part, from); at >= 0; at = words.indexOf(part, at + 1)) {
            if (!wholeEnd || endsWord(words, at + part.length(), part)) {
                return at + part.length();
            }
        }
        return -1;
    }

    private static int next(String words, String part, int from) {
        int at = words.indexOf(part, from);
        return at < 0 ? -1 : at + part.length();
    }

    private static boolean isEdge(String words, int at, char first) {
        return at == 0 || !Character.isLetterOrDigit(first) || !Character.isLetterOrDigit(words.charAt(at - 1));
    }

    private static boolean endsWord(String words, int end, String part) {
        return end == words.length()
                || !Character.isLetterOrDigit(part.charAt(part.length() - 1))
                || !Character.isLetterOrDigit(words.charAt(end));
    }
}
