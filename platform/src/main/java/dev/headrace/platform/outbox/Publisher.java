package dev.headrace.platform.outbox;

import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TopicProvisioner;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Sends events to Kafka with an idempotent producer and waits for every acknowledgement. */
public final class Publisher implements AutoCloseable {
    private final TopicProvisioner topics;
    private final String bootstrapServers;
    private @Nullable Producer<String, byte[]> producer;

    /** An event and the topic it goes to. */
    public record Outgoing(String topic, CloudEvent event) {}

    public Publisher(String bootstrapServers, TopicProvisioner topics) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
    }

    /**
     * Sends the events in order. The stage completes with their number when the broker has all of them, and fails if it refused or did
     * not answer within 10 s. Blocks while the broker's metadata is unknown, for 5 s at most: not for an event loop.
     */
    public CompletionStage<Integer> publish(List<Outgoing> events) {
        Producer<String, byte[]> to = connected();
        Stream<CompletableFuture<RecordMetadata>> sent = events.stream().map(e -> send(to, e));
        return CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> events.size());
    }

    private static CompletableFuture<RecordMetadata> send(Producer<String, byte[]> to, Outgoing outgoing) {
        CompletableFuture<RecordMetadata> acknowledged = new CompletableFuture<>();
        var _ = to.send(outgoing.event().toRecord(outgoing.topic()), (metadata, failure) -> {
            if (failure == null) {
                acknowledged.complete(metadata);
            } else {
                acknowledged.completeExceptionally(failure);
            }
        });
        return acknowledged;
    }

    private synchronized Producer<String, byte[]> connected() {
        Producer<String, byte[]> present = producer;
        if (present != null) {
            return present;
        }
        topics.ensure();
        Producer<String, byte[]> made = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                        ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.LINGER_MS_CONFIG, 0,
                        ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000,
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000),
                new StringSerializer(),
                new ByteArraySerializer());
        producer = made;
        return made;
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(java.time.Duration.ofSeconds(2));
            producer = null;
        }
    }
}
