package dev.headrace.analytics.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.headrace.analytics.rollup.Fact;
import dev.headrace.analytics.rollup.Observation;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    @Test
    void theWaitCountsAtTheStartAndTheRunAtTheOutcome() {
        // When
        Observation start = counted(TaskRecords.started("a", "mail", 40));
        Observation end = counted(TaskRecords.succeeded("a", "mail", 40, 900));

        // Then
        assertEquals(new Observation(TaskRecords.TIME, "a", "mail", "default", Fact.STARTED, 40L, null), start);
        assertEquals(new Observation(TaskRecords.TIME, "a", "mail", "default", Fact.SUCCEEDED, null, 900L), end);
    }

    @Test
    void aTaskThatDiedWithoutALeaseDidNotRun() {
        // Given
        TaskEvent event = new TaskEvent.Dead(
                TaskRecords.task("a", "mail", "DEAD"),
                0,
                null,
                null,
                5,
                0,
                new TaskEvent.Failure("Expired", "too late"),
                "EXPIRED");

        // When
        Observation dead = counted(TaskRecords.event(event, TaskRecords.TIME));

        // Then
        assertEquals(new Observation(TaskRecords.TIME, "a", "mail", "default", Fact.DEAD, null, null), dead);
    }

    @Test
    void aTypeOfANewerProducerIsUnknownNotPoison() {
        // When
        Reading reading = read("dev.headrace.task.progressed", UUID.randomUUID().toString(), "{}");

        // Then
        assertInstanceOf(Reading.Unknown.class, reading);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"task\":null}",
                "{\"task\":{\"tenant\":\"a\",\"type\":\"mail\"}}",
                "{\"task\":{\"tenant\":\"a\",\"type\":\"ma\\u0000il\",\"queue\":\"q\"}}",
                "{\"task\":{\"tenant\":\"a\",\"type\":\"mail\",\"queue\":\"q\"},\"wait_ms\":-1}",
                "{\"task\":{\"tenant\":\"a\",\"type\":\"mail\",\"queue\":\"q\"},\"wait_ms\":9223372036854775807}",
                "{\"task\":{\"tenant\":\"a\",\"type\":\"mail\",\"queue\":\"q\"},\"wait_ms\":\"soon\"}"
            })
    void whatIsNotAnEventIsPoison(String data) {
        // When
        Reading reading = read("dev.headrace.task.started", UUID.randomUUID().toString(), data);

        // Then
        assertInstanceOf(Reading.Poison.class, reading);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "42", "00000000-0000-0000-0000-000000000000"})
    void anIdThatCannotBeRememberedIsPoison(String id) {
        // When
        Reading reading = read(
                "dev.headrace.task.ready",
                id,
                TaskRecords.submitted("a", "mail").data());

        // Then
        assertInstanceOf(Reading.Poison.class, reading);
    }

    @Test
    void aRecordWithoutHeadersIsPoison() {
        assertInstanceOf(Reading.Poison.class, new EventReader().read(TaskRecords.garbage(PARTITION, 1)));
    }

    private static Observation counted(CloudEvent event) {
        Reading reading = new EventReader().read(TaskRecords.at(PARTITION, 0, event));
        return assertInstanceOf(Reading.Counted.class, reading).seen();
    }

    private static Reading read(String type, String id, String data) {
        CloudEvent event = new CloudEvent(id, type, "/test", TaskRecords.TIME, "s", "a", data);
        return new EventReader().read(TaskRecords.at(PARTITION, 0, event));
    }
}
