package dev.headrace.task.idempotency;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a submission asks for, in a few bytes: a digest of the whole, and a mark for each of its fields, by which two that
 * differ can say where. It covers everything that decides what the task does, when and for how long, as it was asked, not as
 * routes and defaults completed it: a repetition must not fail because an operator changed a route. It leaves out what
 * merely accompanies a task.
 *
 * @param text {@code 3f2a… payload=9b1c22aa type=77e1c0d2}
 */
public record Fingerprint(String text) {
    /** Labels to find a task by, texts such as a trace's id that differ for each try, and the key itself. */
    private static final Set<String> NOT_COVERED = Set.of("tags", "metadata", "idempotency_key", "idempotency");

    private static final int WHOLE_BYTES = 16;
    private static final int MARK_BYTES = 4;

    /** @param input the submission as an object */
    public static Fingerprint of(JsonNode input) {
        List<String> names = new ArrayList<>();
        input.fieldNames().forEachRemaining(names::add);
        names.removeAll(NOT_COVERED);
        names.sort(null);
        List<String> fields = new ArrayList<>();
        StringBuilder marks = new StringBuilder();
        for (String name : names) {
            Digest field = Digest.of(CanonicalJson.of(input.get(name)));
            fields.add(name);
            fields.add(field.text());
            marks.append(' ').append(name).append('=').append(field.hex(MARK_BYTES));
        }
        return new Fingerprint(Digest.of(fields.toArray(String[]::new)).hex(WHOLE_BYTES) + marks);
    }

    /** Whether both ask for the same. */
    public boolean matches(Fingerprint other) {
        return whole().equals(other.whole());
    }

    /** The digest of the whole, to show to people. */
    public String whole() {
        int end = text.indexOf(' ');
        return end < 0 ? text : text.substring(0, end);
    }

    /** Names of the fields in which they differ, in order. */
    public List<String> differences(Fingerprint other) {
        Map<String, String> mine = marks();
        Map<String, String> others = other.marks();
        Set<String> names = new TreeSet<>(mine.keySet());
        names.addAll(others.keySet());
        names.removeIf(name -> mine.getOrDefault(name, "").equals(others.getOrDefault(name, "")));
        return List.copyOf(names);
    }

    private Map<String, String> marks() {
        Map<String, String> marks = new HashMap<>();
        for (String mark : text.split(" ", -1)) {
            int at = mark.indexOf('=');
            if (at > 0) {
                marks.put(mark.substring(0, at), mark.substring(at + 1));
            }
        }
        return marks;
    }
}
