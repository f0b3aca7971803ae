package dev.headrace.task.failure;

import com.google.re2j.Pattern;
import java.util.List;

/** A rule on what a message says: any of its phrases or expressions will do. */
record MessageRule(Rule rule, List<Phrase> phrases, List<Pattern> expressions) {
    MessageRule {
        phrases = List.copyOf(phrases);
        expressions = List.copyOf(expressions);
    }

    /**
     * @param words of the message and the name
     * @param message the beginning of it, as it was reported
     */
    boolean covers(String words, String message) {
        for (Phrase phrase : phrases) {
            if (phrase.isIn(words)) {
                return true;
            }
        }
        return !expressions.isEmpty()
                && expressions.stream().anyMatch(e -> e.matcher(message).find());
    }
}
