package dev.headrace.analytics.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.headrace.platform.event.CloudEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CursorTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final Cursor cursor = new Cursor(PARTITION, 10, new SeenIds(100));

    @Test
    void aStepGoesFromTheCursorToTheEndOfTheRecords() {
        // When
        Plan plan = cursor.plan(records(10, 3), 13);

        // Then
        Plan.Step step = assertInstanceOf(Plan.Step.class, plan);
        assertEquals(13, step.next());
        assertEquals(3, step.seen().size());
        assertEquals(new Plan.Tally(3, 0, 0, 0), step.tally());
    }

    @Test
    void recordsBehindTheCursorAreNotCounted() {
        // When
        Plan plan = cursor.plan(records(8, 5), 13);

        // Then
        assertEquals(3, assertInstanceOf(Plan.Step.class, plan).seen().size());
        assertInstanceOf(Plan.Nothing.class, cursor.plan(records(5, 5), 10));
    }

    @Test
    void planningAloneMovesNothing() {
        // Given
        var records = records(10, 3);
        cursor.plan(records, 13);

        // When
        Plan again = cursor.plan(records, 13);

        // Then
        assertEquals(3, assertInstanceOf(Plan.Step.class, again).seen().size());
    }

    @Test
    void anEventThatComesAgainIsADuplicate() {
        // Given
        CloudEvent event = TaskRecords.submitted("a", "mail");
        take(cursor.plan(List.of(TaskRecords.at(PARTITION, 10, event)), 11));

        // When
        Plan plan =
                cursor.plan(List.of(TaskRecords.at(PARTITION, 11, event), TaskRecords.at(PARTITION, 12, event)), 13);

        // Then
        assertEquals(
                new Plan.Tally(0, 2, 0, 0),
                assertInstanceOf(Plan.Step.class, plan).tally());
    }

    @Test
    void aGapIsReadAgainBeforeItIsBelieved() {
        // When
        Plan first = cursor.plan(records(20, 2), 22);
        Plan second = cursor.plan(records(20, 2), 22);

        // Then
        assertInstanceOf(Plan.Rewind.class, first);
        assertEquals(10, assertInstanceOf(Plan.Step.class, second).missing());
    }

    @Test
    void whatWasFetchedBeforeTheRewindIsNotTakenForTheAnswer() {
        // Given
        cursor.plan(records(20, 2), 22);

        // When
        Plan stale = cursor.plan(records(22, 2), 24);
        Plan answer = cursor.plan(records(10, 12), 22);

        // Then
        assertInstanceOf(Plan.Rewind.class, stale);
        assertEquals(0, assertInstanceOf(Plan.Step.class, answer).missing());
    }

    @Test
    void poisonIsSkippedAndTheRestCounted() {
        // Given
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(records(10, 1));
        records.add(TaskRecords.garbage(PARTITION, 11));
        records.addAll(records(12, 1));

        // When
        Plan plan = cursor.plan(records, 13);

        // Then
        Plan.Step step = assertInstanceOf(Plan.Step.class, plan);
        assertEquals(new Plan.Tally(2, 0, 0, 1), step.tally());
        assertEquals(13, step.next());
    }

    private void take(Plan plan) {
        cursor.take(assertInstanceOf(Plan.Step.class, plan));
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(long offset, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(TaskRecords.at(PARTITION, offset + i, TaskRecords.submitted("a", "mail")));
        }
        return records;
    }
}
