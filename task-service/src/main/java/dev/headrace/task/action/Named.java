package dev.headrace.task.action;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One of the ids of an action as it was written.
 *
 * @param id empty if there is a problem
 * @param problem invalid, duplicate, or empty
 */
public record Named(String text, Optional<UUID> id, String problem) {
    private static final int MAX_SHOWN = 64;

    public static List<Named> all(List<String> texts) {
        List<Named> all = new ArrayList<>(texts.size());
        Set<UUID> seen = new HashSet<>();
        for (String text : texts) {
            Optional<UUID> id = parse(String.valueOf(text));
            boolean fresh = id.isPresent() && seen.add(id.get());
            String problem = fresh ? "" : id.isPresent() ? "duplicate" : "invalid";
            all.add(new Named(shown(String.valueOf(text)), fresh ? id : Optional.empty(), problem));
        }
        return all;
    }

    /** Those that mean something, each once. */
    public static List<UUID> good(List<Named> all) {
        return all.stream().flatMap(n -> n.id().stream()).toList();
    }

    /** The problem in a sentence. */
    public String why() {
        return "invalid".equals(problem) ? "This is not an id" : "The id is given twice";
    }

    private static Optional<UUID> parse(String text) {
        try {
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String shown(String text) {
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) : text;
    }
}
