package dev.headrace.webhook.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    @Test
    void onlyTheRecordsOfWantedKindsAreTakenInTheirOrder() {
        // Given
        record("a", "dev.headrace.task.started");
        record("a", "dev.headrace.task.succeeded");
        record("b", "dev.headrace.task.succeeded");
        record("a", "dev.headrace.task.succeeded");
        Batch batch = batch();

        // When
        var taken = batch.only(kind -> kind.tenant().equals("a") && kind.name().equals("task.succeeded"));

        // Then
        assertEquals(List.of(1L, 3L), offsets(taken));
        assertEquals(4, batch.size());
        assertEquals(Set.of("a", "b"), batch.tenants());
    }

    @Test
    void manyKindsAreKeptApart() {
        // Given: each of 1,000 tenants twice
        for (int i = 0; i < 2_000; i++) {
            record("tenant-" + i % 1_000, "dev.headrace.task.ready");
        }

        // When
        var taken = batch().only(kind -> kind.tenant().equals("tenant-7"));

        // Then
        assertEquals(List.of(7L, 1_007L), offsets(taken));
        assertEquals(1_000, batch().tenants().size());
    }

    @Test
    void whatCannotBeToldToAnyoneIsUnreadable() {
        // Given
        record("a", "dev.headrace.task.ready");
        record("a", "Not a name");
        record(" ", "dev.headrace.task.ready");
        record("a\0", "dev.headrace.task.ready");
        records.add(new ConsumerRecord<>("t", 0, 4, new byte[0], new byte[0]));

        // When
        Batch batch = batch();

        // Then
        assertEquals(List.of(1L, 2L, 3L, 4L), offsets(batch.unreadable()));
        assertEquals(List.of(0L), offsets(batch.only(kind -> true)));
        assertEquals(Set.of("a"), batch.tenants());
    }

    private void record(String tenant, String type) {
        var record = new ConsumerRecord<>("t", 0, records.size(), new byte[0], new byte[0]);
        record.headers().add("ce_tenant", tenant.getBytes(UTF_8)).add("ce_type", type.getBytes(UTF_8));
        records.add(record);
    }

    private Batch batch() {
        return Batch.of(new ConsumerRecords<>(Map.of(PARTITION, records), Map.of()));
    }

    private static List<Long> offsets(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(ConsumerRecord::offset).toList();
    }
}
