package dev.headrace.webhook;

import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.platform.event.TaskEvents;
import dev.headrace.platform.event.TaskFacts;
import dev.headrace.platform.event.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts task events on Kafka, as the task service's relay does. */
final class Events implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;

    Events(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** A succeeded task of this tenant and owner; its event id. */
    UUID succeeded(String tenant, String owner) {
        UUID event = UUID.randomUUID();
        succeeded(event, tenant, owner);
        return event;
    }

    void succeeded(UUID event, String tenant, String owner) {
        UUID task = UUID.randomUUID();
        TaskFacts facts =
                new TaskFacts(task, tenant, owner, "text.statistics", "default", "NORMAL", "SUCCEEDED", Instant.now());
        TaskEvent succeeded = new TaskEvent.Succeeded(facts, 1, 7, UUID.randomUUID(), 3, 5);
        send(new CloudEvent(
                        event.toString(),
                        succeeded.type(),
                        "/headrace/task-service",
                        Instant.now(),
                        task.toString(),
                        tenant,
                        TaskEvents.write(succeeded))
                .toRecord(Topics.TASKS));
    }

    void send(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record).get();
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
