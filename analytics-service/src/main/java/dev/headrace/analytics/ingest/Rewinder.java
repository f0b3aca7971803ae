package dev.headrace.analytics.ingest;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.common.TopicPartition;

/** Makes the consumer read a partition again from an offset; does nothing if the partition is no longer ours. */
interface Rewinder {
    Uni<Void> rewind(TopicPartition partition, long offset);
}
