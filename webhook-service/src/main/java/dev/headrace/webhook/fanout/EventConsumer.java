package dev.headrace.webhook.fanout;

import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TopicReader;
import dev.headrace.platform.event.TopicReaders;
import dev.headrace.platform.event.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Reads {@code headrace.tasks} in batches. A batch's offsets are committed after its deliveries are in the database (at
 * least once; what comes again is recognised by its event id). While the database is away the batch is tried again.
 */
@Singleton
public final class EventConsumer implements TopicReader.Batches {
    private static final Logger LOG = Logger.getLogger(EventConsumer.class);

    private final TopicReader reader;
    private final Interest interest;
    private final Fanout fanout;
    private final DeadLetters deadLetters;
    private final FanoutMetrics metrics;

    public EventConsumer(
            TopicReaders readers,
            FanoutConfig config,
            Interest interest,
            Fanout fanout,
            DeadLetters deadLetters,
            FanoutMetrics metrics) {
        this.interest = interest;
        this.fanout = fanout;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.reader = readers.reader(
                new TopicReader.Source(
                        Topics.TASKS,
                        "headrace-webhook",
                        config.batchBytes(),
                        config.batchWait(),
                        config.batchRecords()),
                this);
    }

    void start(@Observes StartupEvent event) {
        reader.start();
    }

    void stop(@Observes ShutdownEvent event) {
        reader.stop();
    }

    @Override
    public CompletionStage<Map<TopicPartition, Long>> take(ConsumerRecords<byte[], byte[]> records) {
        Batch batch = Batch.of(records);
        return interest.of(batch.tenants())
                .chain(view -> tell(batch, view))
                .replaceWith(Map.<TopicPartition, Long>of())
                .subscribeAsCompletionStage();
    }

    private Uni<Void> tell(Batch batch, Interest.View view) {
        List<ConsumerRecord<byte[], byte[]>> wanted = batch.only(view::wants);
        if (wanted.isEmpty() && batch.unreadable().isEmpty()) {
            metrics.read(batch.size(), 0);
            return Uni.createFrom().voidItem();
        }
        // Events are parsed away from the event loop that answered.
        return Uni.createFrom()
                .item(() -> Noticed.of(wanted, batch.unreadable()))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(noticed -> write(noticed, view))
                .invoke(unreadable ->
                        metrics.read(batch.size() + batch.unreadable().size() - unreadable, unreadable))
                .replaceWithVoid();
    }

    /** Dead letters last: what is repeated because these fail is recognised, the other way round it would not be. */
    private Uni<Integer> write(Noticed noticed, Interest.View view) {
        return fanout.spread(noticed.notices, view)
                .chain(() -> deadLetters.write(noticed.unreadable))
                .replaceWith(noticed.unreadable.size());
    }

    /** Records as what they say. */
    private record Noticed(List<Notice> notices, List<ConsumerRecord<byte[], byte[]>> unreadable) {
        static Noticed of(
                List<ConsumerRecord<byte[], byte[]>> wanted, List<ConsumerRecord<byte[], byte[]>> unreadable) {
            Noticed noticed = new Noticed(new ArrayList<>(wanted.size()), new ArrayList<>(0));
            unreadable.forEach(record -> noticed.drop(record, "no proper type or tenant"));
            wanted.forEach(noticed::read);
            return noticed;
        }

        private void read(ConsumerRecord<byte[], byte[]> record) {
            try {
                notices.add(Notice.of(CloudEvent.of(record)));
            } catch (IllegalArgumentException e) {
                drop(record, String.valueOf(e.getMessage()));
            }
        }

        private void drop(ConsumerRecord<byte[], byte[]> record, String reason) {
            LOG.warnf(
                    "event not readable partition=%d offset=%d error=%s", record.partition(), record.offset(), reason);
            unreadable.add(record);
        }
    }
}
