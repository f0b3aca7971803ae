package dev.headrace.task.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import org.junit.jupiter.api.Test;

/** What we write is what docs/contracts promises. */
class BatchEventTest {
    private static final Path EVENTS = Path.of("..", "docs", "contracts", "events");

    private static JsonNode json(String name) throws IOException {
        return JsonBytes.mapper().readTree(Files.readString(EVENTS.resolve(name)));
    }

    @Test
    void theGoldenSampleIsReadAndWrittenUnchanged() throws IOException {
        // Given
        JsonNode sample = json("batch.completed.sample.json");
        BatchEvent read = JsonBytes.mapper().treeToValue(sample, BatchEvent.class);

        // When
        CloudEvent sealed = read.sealed();

        // Then
        assertEquals(sample, JsonBytes.mapper().readTree(sealed.data()));
        assertEquals("dev.headrace.batch.completed", sealed.type());
        assertEquals(sample.at("/batch/batch_id").asText(), sealed.subject());
        assertEquals("acme", sealed.tenant());
    }

    @Test
    void theSchemaNamesTheFieldsOfTheRecords() throws IOException {
        JsonNode schema = json("batch.completed.schema.json");
        assertEquals("dev.headrace.batch.completed", schema.path("title").asText());
        assertEquals(fields(BatchEvent.class), promised(schema));
        assertEquals(fields(BatchEvent.Facts.class), promised(schema.at("/properties/batch")));
    }

    private static Set<String> promised(JsonNode schema) {
        Set<String> promised = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(promised::add);
        return promised;
    }

    private static Set<String> fields(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(field -> new SnakeCaseStrategy().translate(field.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
