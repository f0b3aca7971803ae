package dev.headrace.analytics.lag;

import dev.headrace.analytics.ingest.CursorStore;
import java.util.List;

/**
 * How far the roll-ups are behind the log.
 *
 * @param records that are in the log and not yet in the roll-ups; 0 means that everything which was published before
 *     the call is counted
 * @param processed what became of the records so far
 */
public record Lag(String topic, long records, List<Partition> partitions, CursorStore.Totals processed) {
    public Lag {
        partitions = List.copyOf(partitions);
    }

    /**
     * @param nextOffset the first record that is not counted
     * @param endOffset where the next published record will be
     */
    public record Partition(int partition, long nextOffset, long endOffset, long lag) {}
}
