package dev.headrace.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One line between the benchmark and its child processes: a verb and named values, {@code serve queue=a max=100}.
 *
 * @param verb what to do, or how it went
 * @param values by name, without spaces
 */
public record Words(String verb, Map<String, String> values) {

    public Words {
        values = Map.copyOf(values);
    }

    public static Words of(String verb, Map<String, ?> values) {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((name, value) -> texts.put(name, String.valueOf(value)));
        return new Words(verb, texts);
    }

    public static Words parse(String line) {
        String[] words = line.strip().split(" ", -1);
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        return new Words(words[0], values);
    }

    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing in: " + this);
        }
        return value;
    }

    public int count(String name) {
        return Integer.parseInt(text(name));
    }

    public long number(String name) {
        return Long.parseLong(text(name));
    }

    @Override
    public String toString() {
        String rest = values.entrySet().stream()
                .map(value -> " " + value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining());
        return verb + rest;
    }
}
