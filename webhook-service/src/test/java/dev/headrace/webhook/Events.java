package dev.headrace.webhook;

import static org.awaitility.Awaitility.await;

import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.platform.event.TaskEvents;
import dev.headrace.platform.event.TaskFacts;
import dev.headrace.platform.event.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;

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
        TaskFacts facts = new TaskFacts(
                task, tenant, owner, "text.statistics", "default", "NORMAL", "SUCCEEDED", Instant.now(), null);
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

    /** The record of this key on the dead letter topic, once it is there. */
    static ConsumerRecord<String, byte[]> deadLetter(String key) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class),
                ConsumerConfig.GROUP_ID_CONFIG,
                key,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest");
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topics.deadLetters(Topics.TASKS)));
            return await().until(
                            () -> StreamSupport.stream(
                                            consumer.poll(Duration.ofMillis(200))
                                                    .spliterator(),
                                            false)
                                    .filter(record -> key.equals(record.key()))
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
        }
    }
}
