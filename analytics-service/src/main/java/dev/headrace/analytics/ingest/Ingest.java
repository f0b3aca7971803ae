package dev.headrace.analytics.ingest;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
 */
@Singleton
final class Ingest {
    private static final Logger LOG = Logger.getLogger(Ingest.class);

    private final Cursors cursors;
    private final BatchStore store;
    private final Rewinder rewinder;
    private final IngestMetrics metrics;
    private final IngestConfig config;

    Ingest(Cursors cursors, BatchStore store, Rewinder rewinder, IngestMetrics metrics, IngestConfig config) {
        this.cursors = cursors;
        this.store = store;
        this.rewinder = rewinder;
        this.metrics = metrics;
        this.config = config;
    }

    /** Completes when the records are durably counted; tries until they are. All records are of one topic. */
    Uni<Void> ingest(ConsumerRecords<byte[], byte[]> records) {
        return Uni.createFrom()
                .deferred(() -> attempt(records))
                .onFailure()
                .invoke(failure -> startOver(records, failure))
                .onFailure()
                .retry()
                .withBackOff(config.firstBackoff(), config.maxBackoff())
                .indefinitely();
    }

    private void startOver(ConsumerRecords<byte[], byte[]> records, Throwable failure) {
        LOG.warnf("batch not written, trying again records=%d error=%s", records.count(), failure);
        cursors.forget(records.partitions());
        metrics.failed();
    }

    private Uni<Void> attempt(ConsumerRecords<byte[], byte[]> records) {
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

    private Uni<Void> carryOut(List<Plan> plans) {
        List<Plan.Step> steps = new ArrayList<>();
        List<Cursor> rewinds = new ArrayList<>();
        for (Plan plan : plans) {
            switch (plan) {
                case Plan.Step step -> steps.add(step);
                case Plan.Rewind rewind -> rewinds.add(rewind.cursor());
                case Plan.Nothing _ -> {}
            }
        }
        return write(steps).chain(() -> rewind(rewinds));
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

    private Uni<Void> rewind(List<Cursor> rewinds) {
        return Multi.createFrom()
                .iterable(rewinds)
                .onItem()
                .transformToUniAndConcatenate(cursor -> rewinder.rewind(cursor.partition(), cursor.position()))
                .collect()
                .last();
    }
}
