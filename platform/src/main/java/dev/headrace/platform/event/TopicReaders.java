package dev.headrace.platform.event;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes readers for the service's broker. */
@Singleton
public final class TopicReaders {
    private static final int MAX_FETCH_BYTES = 8 * 1024 * 1024;

    private final KafkaConfig config;
    private final String bootstrapServers;

    public TopicReaders(
            KafkaConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092")
                    String bootstrapServers) {
        this.config = config;
        this.bootstrapServers = bootstrapServers;
    }

    /** A reader that is not started yet. */
    public TopicReader reader(TopicReader.Source source, TopicReader.Batches batches) {
        return new TopicReader(source, batches, config.reader(), () -> new KafkaConsumer<>(settings(source)));
    }

    private Map<String, Object> settings(TopicReader.Source source) {
        int session = (int) config.reader().sessionTimeout().toMillis();
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, source.group());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, source.group());
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, session / 3);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, source.bytes());
        settings.put(
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) source.patience().toMillis());
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MAX_FETCH_BYTES);
        // One partition alone may fill the least answer: else catching up with it would wait each time.
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Math.max(source.bytes(), 1024 * 1024));
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, source.records());
        settings.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.put(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        return settings;
    }
}
