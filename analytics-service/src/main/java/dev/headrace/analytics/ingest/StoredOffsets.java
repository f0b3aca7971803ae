package dev.headrace.analytics.ingest;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Starts each assigned partition from the offset that is stored beside the roll-ups, whatever was committed to Kafka:
 * that one is advice for tools that show lag.
 *
 * <p>Runs on the polling thread and blocks it while it reads the offsets: no record may come before.
 */
@ApplicationScoped
@Identifier("stored-offsets")
class StoredOffsets implements KafkaConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(StoredOffsets.class);

    private final CursorStore store;
    private final Cursors cursors;
    private final IngestConfig config;

    StoredOffsets(CursorStore store, Cursors cursors, IngestConfig config) {
        this.store = store;
        this.cursors = cursors;
        this.config = config;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        cursors.forget(partitions);
        if (partitions.isEmpty()) {
            return;
        }
        Map<Integer, Long> stored = stored(partitions.iterator().next().topic());
        for (TopicPartition partition : partitions) {
            long offset = stored.getOrDefault(partition.partition(), 0L);
            LOG.infof("partition assigned partition=%s offset=%d", partition, offset);
            consumer.seek(partition, offset);
        }
    }

    private Map<Integer, Long> stored(String topic) {
        Duration timeout = config.assignmentTimeout();
        return store.offsets(topic)
                .onFailure()
                .retry()
                .withBackOff(config.firstBackoff(), config.maxBackoff())
                .expireIn(timeout.toMillis())
                .await()
                .atMost(timeout.plusSeconds(1));
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        cursors.forget(partitions);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        cursors.forget(partitions);
    }
}
