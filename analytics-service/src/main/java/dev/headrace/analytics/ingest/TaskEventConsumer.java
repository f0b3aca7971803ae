package dev.headrace.analytics.ingest;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes batches from the task topic, one at a time, and gives each to {@link Ingest}. */
@ApplicationScoped
class TaskEventConsumer {
    static final String CHANNEL = "tasks";

    private final Ingest ingest;

    TaskEventConsumer(Ingest ingest) {
        this.ingest = ingest;
    }

    @Incoming(CHANNEL)
    Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
        return ingest.ingest(records);
    }

    /** Seeks on the thread that polls, the only one that may touch the consumer. */
    @Singleton
    static final class ChannelRewinder implements Rewinder {
        private final KafkaClientService clients;

        ChannelRewinder(KafkaClientService clients) {
            this.clients = clients;
        }

        @Override
        public Uni<Void> rewind(TopicPartition partition, long offset) {
            KafkaConsumer<byte[], byte[]> consumer = clients.getConsumer(CHANNEL);
            return consumer.runOnPollingThread(polled -> {
                if (polled.assignment().contains(partition)) {
                    polled.seek(partition, offset);
                }
            });
        }
    }
}
