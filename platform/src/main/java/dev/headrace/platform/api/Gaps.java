package dev.headrace.platform.api;

import com.fasterxml.jackson.databind.DeserializationContext;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Where elements of lists were left out because they could not be read. What is wrong with the values is found in lists that are
 * shorter than what the caller wrote; here their places are turned into those of the caller.
 */
final class Gaps {
    static final Gaps NONE = new Gaps();
    private static final String NOTED = "headrace.gaps";

    private final Map<String, NavigableSet<Integer>> byList = new HashMap<>();

    /** Those of this reading. */
    static Gaps of(DeserializationContext context) {
        return context.getAttribute(NOTED) instanceof Gaps gaps ? gaps : NONE;
    }

    /** Notes that this reading leaves out an element. */
    static void note(DeserializationContext context, String list, int index) {
        Gaps gaps = of(context);
        if (gaps.equals(NONE)) {
            gaps = new Gaps();
            context.setAttribute(NOTED, gaps);
        }
        gaps.add(list, index);
    }

    void add(String list, int index) {
        byList.computeIfAbsent(list, fresh -> new TreeSet<>()).add(index);
    }

    /** Whether a field is how many elements a list with a gap has. */
    boolean hasLength(String field) {
        return field.endsWith(".length") && byList.containsKey(field.substring(0, field.length() - ".length".length()));
    }

    /** A field by the places that its caller wrote: {@code tags[1]} is {@code tags[2]} if {@code tags[0]} is left out. */
    String asWritten(String field) {
        if (byList.isEmpty()) {
            return field;
        }
        StringBuilder written = new StringBuilder(field.length());
        int from = 0;
        for (int open = field.indexOf('['); open >= 0; open = field.indexOf('[', from)) {
            int close = field.indexOf(']', open);
            if (close < 0) {
                break;
            }
            written.append(field, from, open);
            String list = written.toString();
            written.append('[')
                    .append(index(list, field.substring(open + 1, close)))
                    .append(']');
            from = close + 1;
        }
        return written.append(field, from, field.length()).toString();
    }

    private String index(String list, String text) {
        NavigableSet<Integer> gaps = byList.get(list);
        if (gaps == null || text.isEmpty() || text.length() > 9 || !text.chars().allMatch(Character::isDigit)) {
            return text;
        }
        int index = Integer.parseInt(text);
        for (int gap : gaps) {
            if (gap > index) {
                break;
            }
            index++;
        }
        return String.valueOf(index);
    }
}
