package dev.headrace.e2e.witness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headrace.e2e.check.Evidence.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the topic of task events from its very beginning, with a consumer of its own. Not for many threads. */
public final class EventLog implements AutoCloseable {
    private static final String TOPIC = "headrace.tasks";
    private static final Duration MOMENT = Duration.ofMillis(500);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<Seen> seen = new ArrayList<>();

    private record Seen(Event event, String queue, String subject) {}

    public EventLog(String bootstrapServers) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Set<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                .map(it -> new TopicPartition(it.topic(), it.partition()))
                .collect(Collectors.toSet());
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Every event about tasks of a queue up to now, each partition in its order, repeats included. */
    public List<Event> events(String queue) {
        readOn();
        return seen.stream()
                .filter(it -> it.queue.equals(queue))
                .map(Seen::event)
                .toList();
    }

    /** The types of the events about a subject up to now, in order, repeats included. */
    public List<String> types(String subject) {
        readOn();
        return seen.stream()
                .filter(it -> it.subject.equals(subject))
                .map(it -> it.event.type())
                .toList();
    }

    private void readOn() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(MOMENT).forEach(record -> seen.add(read(record)));
        }
    }

    private static Seen read(ConsumerRecord<byte[], byte[]> record) {
        try {
            JsonNode data = JSON.readTree(record.value());
            JsonNode task = data.path("task");
            Event event = new Event(
                    header(record, "ce_id"),
                    header(record, "ce_type").replaceFirst("^dev\\.headrace\\.", ""),
                    task.path("task_id").asText(),
                    task.path("state").asText(),
                    data.hasNonNull("lease") ? data.path("lease").asLong() : null);
            return new Seen(event, task.path("queue").asText(), header(record, "ce_subject"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
