package dev.headrace.task.rule;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A field of the payload: {@code $.customer.id}, {@code $.items[0].sku}. The part of JSONPath (RFC 9535) that names one
 * place: member names in dot notation and array indexes.
 */
public record PayloadPath(String text, JsonPointer pointer) {
    private static final Pattern WHOLE = Pattern.compile("\\$((\\.[\\w-]{1,64})|(\\[\\d{1,4}])){1,16}");
    private static final Pattern STEP = Pattern.compile("\\.([\\w-]+)|\\[(\\d+)]");

    /** Empty if the text is no such path. */
    public static Optional<PayloadPath> parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        StringBuilder pointer = new StringBuilder();
        for (Matcher step = STEP.matcher(text); step.find(); ) {
            pointer.append('/').append(step.group(1) == null ? step.group(2) : step.group(1));
        }
        return Optional.of(new PayloadPath(text, JsonPointer.compile(pointer.toString())));
    }

    JsonNode in(JsonNode payload) {
        return payload.at(pointer);
    }
}
