package dev.headrace.platform.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TopicReaderTest {
    private static final TopicPartition ONE = new TopicPartition("t", 0);
    private static final TopicPartition TWO = new TopicPartition("t", 1);

    private final KafkaConfig config = new SmallRyeConfigBuilder()
            .withMapping(KafkaConfig.class)
            .withDefaultValue("headrace.kafka.reader.first-backoff", "PT0.001S")
            .build()
            .getConfigMapping(KafkaConfig.class);

    private final BlockingQueue<MockBroker> connections = new LinkedBlockingQueue<>();
    private final Recorder recorder = new Recorder();
    private final TopicReader reader = new TopicReader(
            new TopicReader.Source("t", "g", 1, Duration.ofMillis(1), 100), recorder, config.reader(), this::connect);

    @AfterEach
    void stop() {
        reader.stop();
    }

    @Test
    void defaults() {
        KafkaConfig.Reader defaults = new SmallRyeConfigBuilder()
                .withMapping(KafkaConfig.class)
                .build()
                .getConfigMapping(KafkaConfig.class)
                .reader();

        assertEquals(Duration.ofSeconds(10), defaults.sessionTimeout());
        assertEquals(Duration.ofSeconds(1), defaults.commitEvery());
        assertEquals(Duration.ofMillis(100), defaults.firstBackoff());
        assertEquals(Duration.ofSeconds(5), defaults.maxBackoff());
    }

    @Test
    void whatIsDoneIsCommittedAtTheStop() {
        // Given
        MockBroker broker = started();
        broker.assign(Set.of(ONE));
        broker.publish(ONE, 0);

        // When
        recorder.next().outcome.complete(Map.of());
        reader.stop();

        // Then
        assertEquals(Map.of(ONE, 1L), broker.committed());
        assertTrue(broker.closed());
    }

    @Test
    void aBatchThatFailsComesAgainAndIsNotCommittedBefore() {
        // Given
        MockBroker broker = started();
        broker.assign(Set.of(ONE));
        broker.publish(ONE, 0);

        // When
        Taken first = recorder.next();
        first.outcome.completeExceptionally(new IllegalStateException("the database is away"));
        Taken second = recorder.next();

        // Then
        assertEquals(List.of("t-0@0"), first.records);
        assertEquals(first.records, second.records);
        assertEquals(Map.of(), broker.committed());
        second.outcome.complete(Map.of());
        reader.stop();
        assertEquals(Map.of(ONE, 1L), broker.committed());
    }

    @Test
    void aPartitionThatIsTakenAwayMeanwhileIsNotCommitted() {
        // Given: a batch that is under way when its partition goes to somebody else
        MockBroker broker = started();
        broker.assign(Set.of(ONE));
        broker.publish(ONE, 0);
        Taken zombie = recorder.next();

        // When
        broker.assign(Set.of(TWO));
        zombie.outcome.complete(Map.of());
        broker.publish(TWO, 0);
        recorder.next().outcome.complete(Map.of());
        reader.stop();

        // Then
        assertEquals(List.of(ONE), List.copyOf(recorder.gone));
        assertEquals(Map.of(TWO, 1L), broker.committed());
    }

    @Test
    void theHandlerSaysWhereToStart() {
        // Given
        recorder.positions.put(ONE, 7L);
        MockBroker broker = started();

        // When
        broker.assign(Set.of(ONE));
        broker.publish(ONE, 6);
        broker.publish(ONE, 7);

        // Then
        assertEquals(List.of("t-0@7"), recorder.next().records);
    }

    @Test
    void theHandlerSaysWhereToGoOn() {
        // Given
        MockBroker broker = started();
        broker.assign(Set.of(ONE));
        broker.publish(ONE, 3);

        // When
        recorder.next().outcome.complete(Map.of(ONE, 1L));
        broker.publish(ONE, 1);
        Taken again = recorder.next();

        // Then
        assertEquals(List.of("t-0@1"), again.records);
    }

    @Test
    void aBatchThatHangsDoesNotHoldUpTheStopAndIsNotCommitted() {
        // Given
        MockBroker broker = started();
        broker.assign(Set.of(ONE));
        broker.publish(ONE, 0);
        recorder.next();

        // When
        reader.stop();

        // Then
        assertTrue(broker.closed());
        assertEquals(Map.of(), broker.committed());
    }

    @Test
    void aConsumerThatCannotGoOnIsReplaced() {
        // Given
        MockBroker broken = started();

        // When
        broken.setPollException(new KafkaException("fenced"));
        MockBroker next = connection();

        // Then
        next.assign(Set.of(ONE));
        next.publish(ONE, 0);
        assertEquals(List.of("t-0@0"), recorder.next().records);
        assertTrue(broken.closed());
    }

    private MockBroker started() {
        reader.start();
        return connection();
    }

    private MockBroker connection() {
        return within(connections);
    }

    private Consumer<byte[], byte[]> connect() {
        MockBroker broker = new MockBroker();
        connections.add(broker);
        return broker;
    }

    private static <T> T within(BlockingQueue<T> queue) {
        try {
            T head = queue.poll(10, TimeUnit.SECONDS);
            assertNotNull(head);
            return head;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Kafka's own fake, with everything that a test does to it done inside a poll, as a broker would. */
    private static final class MockBroker extends MockConsumer<byte[], byte[]> {
        private Map<TopicPartition, Long> atTheEnd = Map.of();

        MockBroker() {
            super("earliest");
            updateBeginningOffsets(Map.of(ONE, 0L, TWO, 0L));
        }

        void assign(Set<TopicPartition> partitions) {
            inPoll(() -> rebalance(partitions));
        }

        void publish(TopicPartition to, long offset) {
            byte[] nothing = "x".getBytes(StandardCharsets.UTF_8);
            inPoll(() -> addRecord(new ConsumerRecord<>(to.topic(), to.partition(), offset, nothing, nothing)));
        }

        @Override
        public synchronized void close(CloseOptions options) {
            atTheEnd = committed();
            super.close(options);
        }

        /** A consumer that is closed answers no more. */
        Map<TopicPartition, Long> committed() {
            if (closed()) {
                return atTheEnd;
            }
            Map<TopicPartition, Long> offsets = new HashMap<>();
            committed(Set.of(ONE, TWO)).forEach((partition, offset) -> put(offsets, partition, offset));
            return offsets;
        }

        private static void put(Map<TopicPartition, Long> to, TopicPartition key, @Nullable OffsetAndMetadata offset) {
            if (offset != null) {
                to.put(key, offset.offset());
            }
        }

        private void inPoll(Runnable action) {
            CompletableFuture<@Nullable Void> happened = new CompletableFuture<>();
            schedulePollTask(() -> {
                action.run();
                happened.complete(null);
            });
            assertNull(happened.orTimeout(10, TimeUnit.SECONDS).join());
        }
    }

    private record Taken(List<String> records, CompletableFuture<Map<TopicPartition, Long>> outcome) {}

    private static final class Recorder implements TopicReader.Batches {
        private final BlockingQueue<Taken> taken = new LinkedBlockingQueue<>();
        private final Map<TopicPartition, Long> positions = new HashMap<>();
        private final BlockingQueue<TopicPartition> gone = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<Map<TopicPartition, Long>> take(ConsumerRecords<byte[], byte[]> records) {
            List<String> names = StreamSupport.stream(records.spliterator(), false)
                    .map(record -> record.topic() + "-" + record.partition() + "@" + record.offset())
                    .toList();
            Taken batch = new Taken(names, new CompletableFuture<>());
            taken.add(batch);
            return batch.outcome;
        }

        @Override
        public CompletionStage<Map<TopicPartition, Long>> positions(Collection<TopicPartition> assigned) {
            Map<TopicPartition, Long> known = new HashMap<>(positions);
            known.keySet().retainAll(assigned);
            return CompletableFuture.completedStage(known);
        }

        @Override
        public void gone(Collection<TopicPartition> partitions) {
            gone.addAll(partitions);
        }

        Taken next() {
            return within(taken);
        }
    }
}
