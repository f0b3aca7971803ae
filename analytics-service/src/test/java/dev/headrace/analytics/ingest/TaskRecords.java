package dev.headrace.analytics.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.platform.event.TaskEvents;
import dev.headrace.platform.event.TaskFacts;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/** Task events as the relay would publish them. */
public final class TaskRecords {
    public static final Instant TIME = Instant.parse("2026-11-22T12:00:30Z");

    private TaskRecords() {}

    public static TaskFacts task(String tenant, String type, String state) {
        return new TaskFacts(UUID.randomUUID(), tenant, "ann", type, "default", "NORMAL", state, TIME, null);
    }

    public static CloudEvent submitted(String tenant, String type) {
        return event(new TaskEvent.Submitted(task(tenant, type, "READY"), TIME), TIME);
    }

    public static CloudEvent started(String tenant, String type, long waitMs) {
        return event(new TaskEvent.Started(task(tenant, type, "RUNNING"), 1, 7, UUID.randomUUID(), waitMs), TIME);
    }

    public static CloudEvent succeeded(String tenant, String type, long waitMs, long runMs) {
        return event(
                new TaskEvent.Succeeded(task(tenant, type, "SUCCEEDED"), 1, 7, UUID.randomUUID(), waitMs, runMs), TIME);
    }

    public static CloudEvent event(TaskEvent event, Instant at) {
        return new CloudEvent(
                UUID.randomUUID().toString(),
                event.type(),
                "/headrace/task-service",
                at,
                event.task().taskId().toString(),
                event.task().tenant(),
                TaskEvents.write(event));
    }

    /** The record as a consumer reads it. */
    static ConsumerRecord<byte[], byte[]> at(TopicPartition partition, long offset, CloudEvent event) {
        ProducerRecord<String, byte[]> sent = event.toRecord(partition.topic());
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                TIME.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                -1,
                -1,
                event.subject().getBytes(UTF_8),
                sent.value(),
                sent.headers(),
                java.util.Optional.empty());
    }

    static ConsumerRecord<byte[], byte[]> garbage(TopicPartition partition, long offset) {
        return new ConsumerRecord<>(
                partition.topic(), partition.partition(), offset, new byte[0], "no event".getBytes(UTF_8));
    }

    /** A batch of one partition: the events at consecutive offsets. */
    static ConsumerRecords<byte[], byte[]> batch(TopicPartition partition, long offset, List<CloudEvent> events) {
        List<ConsumerRecord<byte[], byte[]>> records = new java.util.ArrayList<>();
        for (CloudEvent event : events) {
            records.add(at(partition, offset + records.size(), event));
        }
        return batch(partition, records);
    }

    static ConsumerRecords<byte[], byte[]> batch(
            TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> byPartition = new LinkedHashMap<>();
        byPartition.put(partition, records);
        return new ConsumerRecords<>(byPartition, Map.of());
    }
}
