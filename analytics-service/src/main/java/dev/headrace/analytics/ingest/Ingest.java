package dev.headrace.analytics.ingest;

import dev.headrace.platform.event.TopicReader;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Counts each event of the log exactly once, whatever is delivered twice, late, or to two replicas.
 *
 * <p>A batch is planned against the cursors, written in one transaction that moves them, and only then taken over into
 * memory. After any failure, an unknown outcome of the commit included, the cursors are read again and the same records
 * are planned anew: what was written is then behind the cursor.
 *
 * <p>Each assigned partition is read from the offset that is stored beside the roll-ups, whatever was committed to Kafka:
 * that one is advice for tools that show lag.
 */
@Singleton
final class Ingest implements TopicReader.Batches {
    private static final Logger LOG = Logger.getLogger(Ingest.class);

    private final Cursors cursors;
    private final CursorStore offsets;
    private final BatchStore store;
    private final IngestMetrics metrics;
    private final IngestConfig config;

    Ingest(Cursors cursors, CursorStore offsets, BatchStore store, IngestMetrics metrics, IngestConfig config) {
        this.cursors = cursors;
        this.offsets = offsets;
        this.store = store;
        this.metrics = metrics;
        this.config = config;
    }

    /** Completes when the records are durably counted. All records are of one topic. */
    @Override
    public CompletionStage<Map<TopicPartition, Long>> take(ConsumerRecords<byte[], byte[]> records) {
        return Uni.createFrom()
                .deferred(() -> attempt(records))
                .onFailure()
                .invoke(failure -> startOver(records))
                .subscribeAsCompletionStage();
    }

    private void startOver(ConsumerRecords<byte[], byte[]> records) {
        cursors.forget(records.partitions());
        metrics.failed();
    }

    private Uni<Map<TopicPartition, Long>> attempt(ConsumerRecords<byte[], byte[]> records) {
        List<TopicPartition> partitions = records.partitions().stream()
                .sorted(Comparator.comparingInt(TopicPartition::partition))
                .toList();
        return cursors.of(partitions).map(known -> plans(known, records)).chain(this::carryOut);
    }

    private static List<Plan> plans(List<Cursor> cursors, ConsumerRecords<byte[], byte[]> records) {
        List<Plan> plans = new ArrayList<>();
        for (Cursor cursor : cursors) {
            var own = records.records(cursor.partition());
            OffsetAndMetadata next = records.nextOffsets().get(cursor.partition());
            plans.add(cursor.plan(own, next == null ? own.getLast().offset() + 1 : next.offset()));
        }
        return plans;
    }

    private Uni<Map<TopicPartition, Long>> carryOut(List<Plan> plans) {
        List<Plan.Step> steps = new ArrayList<>();
        Map<TopicPartition, Long> rewinds = new HashMap<>();
        for (Plan plan : plans) {
            switch (plan) {
                case Plan.Step step -> steps.add(step);
                case Plan.Rewind(Cursor cursor) -> rewinds.put(cursor.partition(), cursor.position());
                case Plan.Nothing _ -> {}
            }
        }
        return write(steps).replaceWith(rewinds);
    }

    private Uni<Void> write(List<Plan.Step> steps) {
        if (steps.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String topic = steps.getFirst().cursor().partition().topic();
        return store.commit(topic, steps).invoke(() -> steps.forEach(this::taken));
    }

    private void taken(Plan.Step step) {
        if (step.missing() > 0) {
            LOG.warnf(
                    "records expired unread partition=%s missing=%d",
                    step.cursor().partition(), step.missing());
        }
        step.cursor().take(step);
        metrics.counted(step);
    }

    /** The reader waits: no record may come before. */
    @Override
    public CompletionStage<Map<TopicPartition, Long>> positions(Collection<TopicPartition> assigned) {
        cursors.forget(assigned);
        return offsets.offsets(assigned.iterator().next().topic())
                .onFailure()
                .retry()
                .withBackOff(config.firstBackoff(), config.maxBackoff())
                .expireIn(config.assignmentTimeout().toMillis())
                .map(stored -> starts(assigned, stored))
                .subscribeAsCompletionStage();
    }

    private static Map<TopicPartition, Long> starts(Collection<TopicPartition> assigned, Map<Integer, Long> stored) {
        Map<TopicPartition, Long> starts = new HashMap<>();
        assigned.forEach(partition -> starts.put(partition, stored.getOrDefault(partition.partition(), 0L)));
        return starts;
    }

    @Override
    public void gone(Collection<TopicPartition> partitions) {
        cursors.forget(partitions);
    }
}
