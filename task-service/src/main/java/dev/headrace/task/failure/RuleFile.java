package dev.headrace.task.failure;

import com.google.re2j.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads rules as failure-rules.txt has them; its head says what may stand there. */
final class RuleFile {
    private final Map<FailureType, Taxonomy.Meaning> types = new EnumMap<>(FailureType.class);
    private final Map<String, Rule> names = new HashMap<>();
    private final Map<Integer, Rule> status = new HashMap<>();
    private final Map<String, Rule> grpc = new HashMap<>();
    private final List<MessageRule> messages = new ArrayList<>();
    private final List<Circumstance> circumstances = new ArrayList<>();

    private RuleFile() {}

    static Taxonomy shipped() {
        try (InputStream in = RuleFile.class.getResourceAsStream("failure-rules.txt")) {
            if (in == null) {
                throw new IllegalStateException("failure-rules.txt is missing");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException with the number of the line that is wrong */
    static Taxonomy parse(String text) {
        RuleFile file = new RuleFile();
        List<String> lines = text.lines().toList();
        int at = 0;
        while (at < lines.size()) {
            int end = at + 1;
            while (end < lines.size() && lines.get(end).startsWith(" ")) {
                end++;
            }
            try {
                file.block(
                        lines.get(at),
                        lines.subList(at + 1, end).stream().map(String::strip).toList());
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("line " + (at + 1) + ": " + e.getMessage(), e);
            }
            at = end;
        }
        return new Taxonomy(file.types, file.names, file.status, file.grpc, file.messages, file.circumstances);
    }

    private void block(String head, List<String> body) {
        if (head.isBlank() || head.startsWith("#")) {
            return;
        }
        String[] word = head.strip().split("\\s+", -1);
        switch (word[0]) {
            case "type" -> types.put(type(word[1]), new Taxonomy.Meaning(remedy(word[2]), AlertLevel.valueOf(word[3])));
            case "names" ->
                body.forEach(line -> Arrays.stream(line.split("\\s+", -1)).forEach(n -> name(n, word)));
            case "status" -> rest(word).forEach(code -> put(status, Integer.valueOf(code), rule("http:" + code, word)));
            case "grpc" -> rest(word).forEach(code -> put(grpc, code.replace("_", ""), rule("grpc:" + code, word)));
            case "says" ->
                messages.add(new MessageRule(
                        rule("message:" + word[3], word),
                        body.stream().map(Phrase::of).toList(),
                        List.of()));
            case "regex" ->
                messages.add(new MessageRule(
                        rule("message:" + word[3], word),
                        List.of(),
                        body.stream().map(Pattern::compile).toList()));
            case "context" -> circumstances.add(circumstance(word));
            default -> throw new IllegalArgumentException("no such kind of rule: " + word[0]);
        }
    }

    private void name(String name, String[] word) {
        put(names, ErrorName.of(name), rule("name:" + name, word));
    }

    private static <K> void put(Map<K, Rule> rules, K key, Rule rule) {
        if (rules.putIfAbsent(key, rule) != null) {
            throw new IllegalArgumentException(key + " has a rule already");
        }
    }

    private static List<String> rest(String[] word) {
        return Arrays.asList(word).subList(3, word.length);
    }

    private static Rule rule(String id, String[] word) {
        int arrow = Arrays.asList(word).indexOf("->");
        Remediation remedy = arrow < 0 ? null : remedy(word[arrow + 1]);
        return new Rule(id, type(word[2]), Double.parseDouble(word[1]), remedy);
    }

    private static FailureType type(String name) {
        return FailureType.valueOf(name);
    }

    private static Remediation remedy(String name) {
        return Remediation.valueOf(name);
    }

    private static Circumstance circumstance(String[] word) {
        int arrow = Arrays.asList(word).indexOf("=>");
        List<String> conditions = Arrays.asList(word).subList(3, arrow);
        Set<FailureType> types =
                Arrays.stream(word[2].split(",", -1)).map(RuleFile::type).collect(Collectors.toSet());
        return new Circumstance(
                word[1],
                types,
                number(conditions, "attempt>=", 1),
                number(conditions, "attempt<=", Integer.MAX_VALUE),
                number(conditions, "recovered>=", 0),
                number(conditions, "recent>=", 0),
                effect(Arrays.asList(word).subList(arrow + 1, word.length)));
    }

    private static int number(List<String> conditions, String prefix, int otherwise) {
        return conditions.stream()
                .filter(c -> c.startsWith(prefix))
                .map(c -> Integer.parseInt(c.substring(prefix.length())))
                .findFirst()
                .orElse(otherwise);
    }

    private static Circumstance.Effect effect(List<String> words) {
        String type = after(words, "type");
        String confidence = after(words, "confidence");
        String remedy = after(words, "remedy");
        String alert = after(words, "alert");
        return new Circumstance.Effect(
                type == null ? null : type(type),
                confidence == null ? null : Double.valueOf(confidence),
                remedy == null ? null : remedy(remedy),
                alert == null ? null : AlertLevel.valueOf(alert));
    }

    private static @Nullable String after(List<String> words, String key) {
        int at = words.indexOf(key);
        return at < 0 ? null : words.get(at + 1);
    }
}
