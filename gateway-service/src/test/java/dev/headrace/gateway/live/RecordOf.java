package dev.headrace.gateway.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.platform.event.TaskEvents;
import dev.headrace.platform.event.TaskFacts;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records as they come from the log. */
final class RecordOf {
    private RecordOf() {}

    /** A task that has died. */
    static ConsumerRecord<byte[], byte[]> dead(int partition, long offset, String tenant, String owner, UUID task) {
        return event(partition, offset, tenant, owner, task, "mail.send", "NORMAL");
    }

    static ConsumerRecord<byte[], byte[]> event(
            int partition, long offset, String tenant, String owner, UUID task, String type, String priority) {
        return event(
                partition,
                offset,
                new TaskFacts(task, tenant, owner, type, "mails", priority, "DEAD", Instant.EPOCH, null));
    }

    /** A task of a batch. */
    static ConsumerRecord<byte[], byte[]> inBatch(
            int partition, long offset, String tenant, String owner, UUID task, UUID batch) {
        return event(
                partition,
                offset,
                new TaskFacts(task, tenant, owner, "mail.send", "mails", "NORMAL", "DEAD", Instant.EPOCH, batch));
    }

    private static ConsumerRecord<byte[], byte[]> event(int partition, long offset, TaskFacts facts) {
        TaskEvent event =
                new TaskEvent.Dead(facts, 1, null, null, 1, 1, new TaskEvent.Failure("T", "no"), "NOT_RETRYABLE");
        return of(
                partition, offset, facts.tenant(), event.type(), facts.taskId().toString(), TaskEvents.write(event));
    }

    static ConsumerRecord<byte[], byte[]> of(
            int partition, long offset, String tenant, String type, String subject, String data) {
        CloudEvent event = new CloudEvent(
                partition + "-" + offset,
                type,
                "/headrace/task-service",
                Instant.parse("2026-11-22T12:00:00.123Z"),
                subject,
                tenant,
                data);
        return event(partition, offset, event);
    }

    static ConsumerRecord<byte[], byte[]> event(int partition, long offset, CloudEvent event) {
        var sent = event.toRecord("headrace.tasks");
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "headrace.tasks", partition, offset, event.subject().getBytes(UTF_8), sent.value());
        sent.headers().forEach(record.headers()::add);
        return record;
    }
}
