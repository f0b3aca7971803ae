package dev.headrace.task.idempotency;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * One text for each JSON value, whatever its spacing, the order of its members and the spelling of its numbers and strings.
 * After <a href="https://www.rfc-editor.org/rfc/rfc8785">RFC 8785</a>, but for numbers: they are kept exactly, where the
 * RFC's doubles would make two long ids the same.
 */
final class CanonicalJson {
    private final StringBuilder out = new StringBuilder();

    private CanonicalJson() {}

    static String of(JsonNode value) {
        CanonicalJson json = new CanonicalJson();
        json.write(value);
        return json.out.toString();
    }

    private void write(JsonNode value) {
        switch (value.getNodeType()) {
            case OBJECT -> object(value);
            case ARRAY -> array(value);
            case STRING -> string(value.textValue());
            case NUMBER -> number(value);
            case BOOLEAN, NULL, MISSING, BINARY, POJO -> out.append(value.asText());
        }
    }

    /** Members in order of their names' UTF-16 code units, as the RFC asks. */
    private void object(JsonNode object) {
        List<String> names = new ArrayList<>(object.size());
        object.fieldNames().forEachRemaining(names::add);
        names.sort(null);
        out.append('{');
        for (String name : names) {
            string(name);
            out.append(':');
            write(object.get(name));
            out.append(',');
        }
        out.append('}');
    }

    private void array(JsonNode array) {
        out.append('[');
        for (Iterator<JsonNode> elements = array.elements(); elements.hasNext(); ) {
            write(elements.next());
            out.append(',');
        }
        out.append(']');
    }

    /** Digits and exponent: {@code 1e1000000} must not become a million digits. */
    private void number(JsonNode number) {
        if (number.isDouble() && !Double.isFinite(number.doubleValue())) {
            out.append(number.asText());
            return;
        }
        BigDecimal n = number.decimalValue().stripTrailingZeros();
        if (n.signum() == 0) {
            out.append('0');
        } else {
            out.append(n.unscaledValue()).append('e').append(-(long) n.scale());
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            if (c < 0x20) {
                out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 0xF, 16));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
