package dev.headrace.task.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.event.CloudEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What we write is what docs/contracts promises. */
class LetterEventTest {
    private static final Path CONTRACTS = Path.of("..", "docs", "contracts");

    private static String name(LetterEvent.Kind kind) {
        return kind.type().substring("dev.headrace.".length());
    }

    private static JsonNode json(String name) throws IOException {
        return JsonBytes.mapper()
                .readTree(Files.readString(CONTRACTS.resolve("events").resolve(name)));
    }

    @ParameterizedTest
    @EnumSource
    void theGoldenSampleIsReadAndWrittenUnchanged(LetterEvent.Kind kind) throws IOException {
        // Given
        JsonNode sample = json(name(kind) + ".sample.json");
        LetterEvent read = JsonBytes.mapper().treeToValue(sample, LetterEvent.class);

        // When
        CloudEvent event = read.sealed(kind);

        // Then
        assertEquals(sample, JsonBytes.mapper().readTree(event.data()));
        assertEquals(sample.at("/dead_letter/task_id").asText(), event.subject());
        assertEquals("acme", event.tenant());
    }

    @ParameterizedTest
    @EnumSource
    void theSchemaNamesTheFieldsOfTheRecord(LetterEvent.Kind kind) throws IOException {
        JsonNode schema = json(name(kind) + ".schema.json");
        assertEquals(fields(LetterEvent.class), properties(schema));
        assertEquals(fields(LetterEvent.Letter.class), properties(json("dead-letter-facts.schema.json")));
        assertEquals(kind.type(), schema.path("title").asText());
        String asyncApi = Files.readString(CONTRACTS.resolve("asyncapi.yaml"));
        assertTrue(asyncApi.contains("name: " + kind.type() + "\n"), kind.type());
        assertTrue(asyncApi.contains("events/" + name(kind) + ".schema.json"), kind.type());
    }

    private static Set<String> fields(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(field -> new SnakeCaseStrategy().translate(field.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> properties(JsonNode schema) {
        Set<String> names = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }
}
