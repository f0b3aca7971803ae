package dev.headrace.analytics.ingest;

import dev.headrace.analytics.rollup.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Where the roll-ups are in one partition of the log: the next offset, and the ids of the events before it.
 *
 * <p>This is a copy of what the database holds. A step is written only if the database's offset is still the one that the
 * step was planned from; if it is not, the copy is thrown away and read again.
 */
final class Cursor {
    private static final Logger LOG = Logger.getLogger(Cursor.class);

    private final TopicPartition partition;
    private final SeenIds seen;
    private long position;
    /** First record that was offered after a gap; the same again after a rewind proves that Kafka has nothing between. */
    private long gapBefore = -1;

    Cursor(TopicPartition partition, long position, SeenIds seen) {
        this.partition = partition;
        this.position = position;
        this.seen = seen;
    }

    TopicPartition partition() {
        return partition;
    }

    long position() {
        return position;
    }

    /**
     * Plans over records in log order; changes nothing that counts.
     *
     * @param end the offset after the records, beyond anything in the log that is not a record
     */
    Plan plan(List<ConsumerRecord<byte[], byte[]>> records, long end) {
        List<ConsumerRecord<byte[], byte[]>> ahead =
                records.stream().filter(r -> r.offset() >= position).toList();
        if (ahead.isEmpty()) {
            return new Plan.Nothing();
        }
        long first = ahead.getFirst().offset();
        if (first > position && first != gapBefore) {
            gapBefore = gapBefore < 0 ? first : Math.min(gapBefore, first);
            return new Plan.Rewind(this);
        }
        return step(ahead, end, first - position);
    }

    private Plan.Step step(List<ConsumerRecord<byte[], byte[]>> records, long end, long missing) {
        EventReader reader = new EventReader();
        IdSet fresh = new IdSet();
        List<UUID> ids = new ArrayList<>(records.size());
        List<Observation> observations = new ArrayList<>(records.size());
        long duplicates = 0;
        long unknown = 0;
        long poison = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            switch (reader.read(record)) {
                case Reading.Counted(UUID id, Observation observation) -> {
                    if (seen.contains(id) || !fresh.add(id)) {
                        duplicates++;
                    } else {
                        ids.add(id);
                        observations.add(observation);
                    }
                }
                case Reading.Unknown(String type) -> {
                    LOG.debugf("event of an unknown type type=%s", type);
                    unknown++;
                }
                case Reading.Poison(String reason) -> {
                    LOG.warnf("record skipped partition=%s offset=%d reason=%s", partition, record.offset(), reason);
                    poison++;
                }
            }
        }
        Plan.Tally tally = new Plan.Tally(ids.size(), duplicates, unknown, poison);
        return new Plan.Step(this, end, ids, observations, tally, missing);
    }

    /** The step is durable. */
    void take(Plan.Step step) {
        step.ids().forEach(id -> seen.add(id, step.next() - 1));
        position = step.next();
        gapBefore = -1;
    }
}
