package dev.headrace.task.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.event.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The events that were published since it was opened, each once, by task. For one thread. */
final class Chronicle implements AutoCloseable {
    private static final Duration MOMENT = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<String> ids = new HashSet<>();
    private final Map<String, List<String>> byTask = new HashMap<>();

    Chronicle(String bootstrapServers) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Set<TopicPartition> partitions = consumer.partitionsFor(Topics.TASKS).stream()
                .map(it -> new TopicPartition(it.topic(), it.partition()))
                .collect(Collectors.toSet());
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** Reads what is there by now. */
    void read() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(MOMENT).forEach(this::note);
        }
    }

    private void note(ConsumerRecord<byte[], byte[]> record) {
        if (!ids.add(header(record, "ce_id"))) {
            return;
        }
        JsonNode data = JsonBytes.tree(record.value());
        JsonNode task = data.path("task");
        String lease = data.hasNonNull("lease") ? " " + data.path("lease").asLong() : "";
        String event = header(record, "ce_type").replaceFirst("^dev\\.headrace\\.task\\.", "") + " "
                + task.path("state").asText() + lease;
        byTask.computeIfAbsent(task.path("task_id").asText(), id -> new ArrayList<>())
                .add(event);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    /** Each task of which other events were published than the model says; empty if all agree. */
    List<String> differences(String tenant, List<Life> tasks) {
        List<String> differences = new ArrayList<>();
        for (Life task : tasks) {
            List<String> published = byTask.getOrDefault(task.id, List.of());
            if (!published.equals(task.events)) {
                differences.add(
                        tenant + ": events of " + task + " should be " + task.events + ", but are " + published);
            }
        }
        return differences;
    }

    /** These were looked at. */
    void forget() {
        ids.clear();
        byTask.clear();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
