package dev.headrace.platform.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import dev.headrace.platform.api.JsonBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The messages of docs/contracts/asyncapi.json, and whether a record has the fields of one. */
public record Messages(JsonNode document) {
    private static final SnakeCaseStrategy SNAKE = new SnakeCaseStrategy();

    /** One message that the document shows. */
    public record Shown(String type, JsonNode payload, List<JsonNode> examples) {}

    public static Messages read() {
        try {
            return new Messages(
                    JsonBytes.tree(Files.readAllBytes(Path.of("..", "docs", "contracts", "asyncapi.json"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of an operation. */
    public List<Shown> of(String operation) {
        return document.path("operations")
                .path(operation)
                .path("messages")
                .valueStream()
                .map(this::resolved)
                .map(message -> new Shown(
                        message.at("/payload/properties/type/const").asText(),
                        message.path("payload"),
                        message.path("examples")
                                .valueStream()
                                .map(example -> example.path("payload"))
                                .toList()))
                .toList();
    }

    public Set<String> types(String operation) {
        return of(operation).stream().map(Shown::type).collect(Collectors.toSet());
    }

    public JsonNode schema(String name) {
        return document.path("components").path("schemas").path(name);
    }

    private JsonNode resolved(JsonNode node) {
        JsonNode at = node;
        while (at.has("$ref")) {
            at = document.at(at.path("$ref").asText().substring(1));
        }
        return at;
    }

    /** Fails unless a schema has the fields of a record; {@code type} may be written by other means. */
    public static void assertFields(JsonNode schema, Class<?> type) {
        Set<String> expected = names(type, component -> true);
        if (schema.path("properties").has("type")) {
            expected.add("type");
        }
        Set<String> shown = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(shown::add);
        assertEquals(expected, shown, type.getName());
    }

    /** As {@link #assertFields}, and the schema requires what the record always writes. */
    public static void assertWritten(JsonNode schema, Class<?> type, String... sometimes) {
        assertFields(schema, type);
        Set<String> expected =
                names(type, component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class));
        expected.removeAll(List.of(sometimes));
        if (schema.path("properties").has("type")) {
            expected.add("type");
        }
        Set<String> required = schema.path("required")
                .valueStream()
                .map(JsonNode::asText)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, required, type.getName());
    }

    private static Set<String> names(Class<?> type, Predicate<RecordComponent> which) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> !component.getAccessor().isAnnotationPresent(JsonIgnore.class))
                .filter(which)
                .map(component -> SNAKE.translate(component.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
