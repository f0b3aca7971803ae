package dev.headrace.platform.outbox;

import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TopicProvisioner;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
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
        Acknowledgements acknowledgements = new Acknowledgements(events.size());
        for (Outgoing each : events) {
            var _ = to.send(each.event().toRecord(each.topic()), acknowledgements);
        }
        return acknowledgements.all();
    }

    /** One callback for all records: a future and a lambda for each cost a twentieth of the time of sending. */
    private static final class Acknowledgements implements Callback {
        private final int wanted;
        private final AtomicInteger missing;
        private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        private final CompletableFuture<Integer> all = new CompletableFuture<>();

        Acknowledgements(int wanted) {
            this.wanted = wanted;
            this.missing = new AtomicInteger(wanted);
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception refused) {
            if (refused != null) {
                failure.compareAndSet(null, refused);
            }
            // Only when nothing is under way any more may anybody send the same again.
            if (missing.decrementAndGet() == 0) {
                finish(failure.get());
            }
        }

        private void finish(@Nullable Exception first) {
            if (first == null) {
                all.complete(wanted);
            } else {
                all.completeExceptionally(first);
            }
        }

        CompletionStage<Integer> all() {
            if (wanted == 0) {
                all.complete(0);
            }
            return all;
        }
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
