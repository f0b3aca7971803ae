package dev.headrace.platform.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import dev.headrace.platform.api.JsonBytes;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The producer's side of docs/contracts: what we write is what is promised there. */
class TaskEventContractTest {
    private static final Path CONTRACTS = Path.of("..", "docs", "contracts");
    private static final SnakeCaseStrategy SNAKE = new SnakeCaseStrategy();

    static Stream<String> types() {
        return TaskEvent.TYPES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("types")
    void theGoldenSampleIsReadAndWrittenUnchanged(String type) throws IOException {
        // Given
        String sample = Files.readString(file(type, "sample"));

        // When
        TaskEvent event = TaskEvents.parse(cloudEvent(type, sample)).orElseThrow();

        // Then
        assertEquals(type, event.type());
        assertEquals(JsonBytes.mapper().readTree(sample), JsonBytes.mapper().readTree(TaskEvents.write(event)));
    }

    @ParameterizedTest
    @MethodSource("types")
    void theGoldenSampleIsValid(String type) throws IOException {
        // Given
        SchemaValidatorsConfig strict =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        SchemaLocation.of(
                                file(type, "schema").toRealPath().toUri().toString()),
                        strict);
        String sample = Files.readString(file(type, "sample"));

        // When
        var wrong = schema.validate(sample, InputFormat.JSON);
        var withoutTask = schema.validate("{}", InputFormat.JSON);

        // Then
        assertEquals(Set.of(), wrong);
        assertFalse(withoutTask.isEmpty(), "the schema accepts anything");
    }

    @ParameterizedTest
    @MethodSource("types")
    void theSchemaNamesTheFieldsOfTheRecord(String type) throws IOException {
        // Given
        JsonNode schema = JsonBytes.mapper().readTree(Files.readString(file(type, "schema")));
        RecordComponent[] fields =
                Objects.requireNonNull(TaskEvent.TYPES.get(type)).getRecordComponents();

        // Then
        assertSchema(schema, fields);
        assertEquals(type, schema.path("title").asText());
    }

    @Test
    void theSchemasOfThePartsNameTheFieldsOfTheirRecords() throws IOException {
        assertSchema(part("task-facts"), TaskFacts.class.getRecordComponents());
        assertSchema(part("failure"), TaskEvent.Failure.class.getRecordComponents());
    }

    @Test
    void asyncApiHasEveryTypeAndEveryFileThatItNames() throws IOException {
        // Given
        String document = Files.readString(CONTRACTS.resolve("asyncapi.yaml"));

        // When
        Set<String> named = matches(document, "name: (dev\\.headrace\\.task\\.\\w+)");
        Set<String> files = matches(document, "\\$ref: (events/[\\w.-]+)");

        // Then
        assertEquals(new TreeSet<>(TaskEvent.TYPES.keySet()), named);
        assertEquals(
                TaskEvent.TYPES.size(),
                files.stream().filter(name -> name.startsWith("events/task.")).count());
        files.forEach(name -> assertTrue(Files.isRegularFile(CONTRACTS.resolve(name)), name));
        assertTrue(document.contains("address: " + Topics.TASKS));
    }

    @Test
    void asyncApiHasEveryHeader() throws IOException {
        // Given
        String document = Files.readString(CONTRACTS.resolve("asyncapi.yaml"));
        var record = cloudEvent("dev.headrace.task.ready", "{}").toRecord(Topics.TASKS);

        // When
        Set<String> headers = StreamSupport.stream(record.headers().spliterator(), false)
                .map(header -> header.key())
                .collect(Collectors.toCollection(TreeSet::new));

        // Then
        assertEquals(headers, matches(document, "\n          ((?:ce_|content)[\\w-]+): \\{type: string"));
    }

    private static void assertSchema(JsonNode schema, RecordComponent[] fields) {
        assertEquals(names(Arrays.stream(fields)), fieldNames(schema.path("properties")));
        assertEquals(
                names(Arrays.stream(fields).filter(f -> !f.getAnnotatedType().isAnnotationPresent(Nullable.class))),
                texts(schema.path("required")));
    }

    private static Set<String> names(Stream<RecordComponent> fields) {
        return fields.map(field -> SNAKE.translate(field.getName())).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> fieldNames(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static Set<String> matches(String document, String pattern) {
        return Pattern.compile(pattern)
                .matcher(document)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode part(String name) throws IOException {
        return JsonBytes.mapper()
                .readTree(Files.readString(CONTRACTS.resolve("events").resolve(name + ".schema.json")));
    }

    private static Path file(String type, String kind) {
        String name = type.substring(TaskEvent.PREFIX.length()) + "." + kind + ".json";
        return CONTRACTS.resolve("events").resolve(name);
    }

    private static CloudEvent cloudEvent(String type, String data) {
        return new CloudEvent("id", type, "/headrace/task-service", Instant.EPOCH, "subject", "acme", data);
    }
}
