package dev.headrace.analytics.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.headrace.analytics.rollup.Fact;
import dev.headrace.analytics.rollup.Observation;
import dev.headrace.platform.event.CloudEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The consumer's side of docs/contracts: what is promised there is counted. */
class TaskEventContractTest {
    private static final Path EVENTS = Path.of("..", "docs", "contracts", "events");

    @ParameterizedTest
    @EnumSource(Fact.class)
    void theGoldenSampleIsCounted(Fact fact) throws IOException {
        // Given
        String name = "task." + fact.name().toLowerCase(Locale.ROOT);
        String data = Files.readString(EVENTS.resolve(name + ".sample.json"));
        CloudEvent event = new CloudEvent(
                UUID.randomUUID().toString(), "dev.headrace." + name, "/test", TaskRecords.TIME, "s", "acme", data);

        // When
        Reading reading = new EventReader().read(TaskRecords.at(new TopicPartition("t", 0), 0, event));

        // Then
        Observation seen = assertInstanceOf(Reading.Counted.class, reading).seen();
        assertEquals(fact, seen.fact());
        assertEquals("acme", seen.tenant());
        assertEquals("text.statistics", seen.type());
        assertEquals("default", seen.queue());
    }
}
