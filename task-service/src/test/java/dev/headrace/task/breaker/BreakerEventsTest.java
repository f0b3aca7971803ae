package dev.headrace.task.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.task.model.BreakerCause;
import dev.headrace.task.model.BreakerSettings;
import dev.headrace.task.model.Circuit;
import dev.headrace.task.rule.BreakerName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we write is what docs/contracts promises. */
class BreakerEventsTest {
    private static final Path EVENTS = Path.of("..", "docs", "contracts", "events");
    private static final BreakerSettings SETTINGS = new BreakerSettings(
            true,
            0.5,
            10,
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            3,
            Duration.ofSeconds(10));

    private static JsonNode json(String name) throws IOException {
        return JsonBytes.mapper().readTree(Files.readString(EVENTS.resolve(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"breaker.opened", "breaker.closed"})
    void theGoldenSampleIsReadAndWrittenUnchanged(String name) throws IOException {
        // Given
        JsonNode sample = json(name + ".sample.json");

        // When
        BreakerEvents.Data read = JsonBytes.mapper().treeToValue(sample, BreakerEvents.Data.class);

        // Then
        assertEquals(sample, JsonBytes.mapper().readTree(JsonBytes.text(read)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"breaker.opened", "breaker.closed"})
    void theSchemaNamesTheFieldsOfTheRecord(String name) throws IOException {
        Set<String> fields = Arrays.stream(BreakerEvents.Data.class.getRecordComponents())
                .map(field -> new SnakeCaseStrategy().translate(field.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> promised = new TreeSet<>();
        json(name + ".schema.json").path("properties").fieldNames().forEachRemaining(promised::add);
        assertEquals(fields, promised);
        assertEquals(
                "dev.headrace." + name,
                json(name + ".schema.json").path("title").asText());
    }

    @Test
    void onlyWhatKeepsTasksBackOrLetsThemGoIsTold() throws IOException {
        // Given
        Circuit closed = Circuit.closed(Instant.EPOCH);
        BreakerMove trip = move(BreakerCause.TOO_MANY_FAILURES);
        Circuit open = closed.on(trip.cause(), SETTINGS, Instant.EPOCH, null).orElseThrow();
        Circuit half =
                open.on(BreakerCause.TIME_IS_UP, SETTINGS, Instant.EPOCH, null).orElseThrow();

        // When
        CloudEvent opened = BreakerEvents.of(trip, closed, open).orElseThrow();

        // Then
        assertEquals("dev.headrace.breaker.opened", opened.type());
        assertEquals("type:mail", opened.subject());
        assertEquals("acme", opened.tenant());
        assertEquals(
                "1970-01-01T00:00:30.000Z",
                JsonBytes.mapper().readTree(opened.data()).path("retry_at").asText());
        assertTrue(BreakerEvents.of(move(BreakerCause.TIME_IS_UP), open, half).isEmpty());
        assertTrue(BreakerEvents.of(move(BreakerCause.RESET), closed, closed).isEmpty());
        assertEquals(
                "dev.headrace.breaker.closed",
                BreakerEvents.of(move(BreakerCause.PROBE_SUCCEEDED), half, closed)
                        .orElseThrow()
                        .type());
    }

    private static BreakerMove move(BreakerCause cause) {
        return new BreakerMove(new BreakerName("acme", "type:mail"), cause, SETTINGS, null, null, null, "why");
    }
}
