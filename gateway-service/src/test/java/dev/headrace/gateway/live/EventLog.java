package dev.headrace.gateway.live;

import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.platform.event.TaskEvents;
import dev.headrace.platform.event.TaskFacts;
import dev.headrace.platform.event.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes task events to the real topic. */
final class EventLog implements AutoCloseable {
    private final String bootstrapServers;
    private final KafkaProducer<String, byte[]> kafka;

    EventLog(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.kafka = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer());
    }

    /** A task that has died with a message. */
    UUID dead(String tenant, String owner, String message) {
        return dead(tenant, owner, message, UUID.randomUUID());
    }

    UUID dead(String tenant, String owner, String message, UUID task) {
        TaskFacts facts = new TaskFacts(task, tenant, owner, "t", "q", "NORMAL", "DEAD", Instant.EPOCH, null);
        TaskEvent event =
                new TaskEvent.Dead(facts, 1, null, null, 1, 1, new TaskEvent.Failure("T", message), "NOT_RETRYABLE");
        CloudEvent cloudEvent = new CloudEvent(
                UUID.randomUUID().toString(),
                event.type(),
                "/headrace/test",
                Instant.now(),
                task.toString(),
                tenant,
                TaskEvents.write(event));
        try {
            kafka.send(cloudEvent.toRecord(Topics.TASKS)).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return task;
    }

    /** What was written is not kept any more. */
    void deleteAll() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Map<TopicPartition, RecordsToDelete> all = kafka.partitionsFor(Topics.TASKS).stream()
                    .collect(Collectors.toMap(
                            each -> new TopicPartition(each.topic(), each.partition()),
                            each -> RecordsToDelete.beforeOffset(-1)));
            admin.deleteRecords(all).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kafka.close();
    }
}
