package dev.headrace.analytics.ingest;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** The cursors of the partitions that this replica reads, in memory while they are known to be right. */
@Singleton
final class Cursors {
    private final CursorStore store;
    private final IngestConfig config;
    private final Map<TopicPartition, Cursor> known = new ConcurrentHashMap<>();

    Cursors(CursorStore store, IngestConfig config) {
        this.store = store;
        this.config = config;
    }

    /** Cursors of the partitions, read from the database where they are not known. */
    Uni<List<Cursor>> of(Collection<TopicPartition> partitions) {
        return Multi.createFrom()
                .iterable(partitions)
                .onItem()
                .transformToUniAndConcatenate(this::of)
                .collect()
                .asList();
    }

    private Uni<Cursor> of(TopicPartition partition) {
        Cursor cursor = known.get(partition);
        return cursor != null
                ? Uni.createFrom().item(cursor)
                : store.load(partition, config.seenWindow()).invoke(read -> known.put(partition, read));
    }

    /** Whatever is known of these may be wrong, or is no longer ours. */
    void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(known::remove);
    }
}
