package dev.headrace.analytics.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.headrace.analytics.AnalyticsEngines;
import dev.headrace.platform.event.CloudEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Ingest against a real database; the log is a list, so that crashes and zombies come at a chosen moment. */
@QuarkusTest
@AnalyticsEngines
class IngestIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    @Inject
    CursorStore store;

    @Inject
    BatchStore batches;

    @Inject
    IngestMetrics metrics;

    @Inject
    IngestConfig config;

    private final String tenant = "t-" + UUID.randomUUID();
    private final TopicPartition partition = new TopicPartition("log-" + UUID.randomUUID(), 0);
    private final ConcurrentLinkedQueue<Long> rewinds = new ConcurrentLinkedQueue<>();

    @Test
    void theSameBatchTwiceCountsOnce() {
        // Given
        List<CloudEvent> log = log(50);
        Ingest ingest = replica();
        ingest(ingest, 0, log);

        // When
        ingest(ingest, 0, log);

        // Then
        assertCounted(50);
    }

    @Test
    void repeatedEventsAtNewOffsetsCountOnceEvenAfterARestart() {
        // Given
        List<CloudEvent> log = log(50);
        ingest(replica(), 0, log);

        // When: the relay crashed and publishes the last 30 again, to a process that has only the database
        ingest(replica(), 50, log.subList(20, 50));

        // Then
        assertCounted(50);
        assertEquals(80, position());
        assertEquals(
                30, store.totals(partition.topic()).await().atMost(PATIENCE).duplicates());
    }

    @Test
    void aCrashBeforeTheCommitLosesNothingAndACrashAfterItRepeatsNothing() {
        // Given: a step that was written and rolled back, as when the process dies before the commit
        List<CloudEvent> log = log(20);
        Cursor cursor = store.load(partition, 100).await().atMost(PATIENCE);
        Plan.Step step =
                (Plan.Step) cursor.plan(TaskRecords.batch(partition, 0, log).records(partition), log.size());
        assertThrows(
                IllegalStateException.class,
                () -> pool.withTransaction(connection -> store.move(connection, partition.topic(), List.of(step))
                                .onItem()
                                .transformToUni(
                                        v -> Uni.createFrom().<Void>failure(new IllegalStateException("killed"))))
                        .await()
                        .atMost(PATIENCE));
        assertCounted(0);

        // When: the same step is committed, the process dies before it knows, and the next one gets the records again
        batches.commit(partition.topic(), List.of(step)).await().atMost(PATIENCE);
        ingest(replica(), 0, log);

        // Then
        assertCounted(20);
    }

    @Test
    void aZombieChangesNothing() {
        // Given: two replicas that both believe the partition is theirs
        List<CloudEvent> log = log(60);
        Ingest zombie = replica();
        Ingest owner = replica();
        ingest(zombie, 0, log.subList(0, 20));
        ingest(owner, 20, log.subList(20, 50));

        // When: the zombie wakes up with records that the owner has counted
        ingest(zombie, 20, log.subList(20, 40));
        ingest(owner, 50, log.subList(50, 60));

        // Then
        assertCounted(60);
        assertEquals(60, position());
    }

    @Test
    void aStaleStepIsRefused() {
        // Given
        List<CloudEvent> log = log(10);
        Cursor stale = store.load(partition, 100).await().atMost(PATIENCE);
        ingest(replica(), 0, log);
        Plan.Step step =
                (Plan.Step) stale.plan(TaskRecords.batch(partition, 0, log).records(partition), log.size());

        // When
        assertThrows(
                CursorMoved.class,
                () -> batches.commit(partition.topic(), List.of(step)).await().atMost(PATIENCE));

        // Then
        assertCounted(10);
    }

    @Test
    void manyReplicasAtOnceCountEachEventOnce() {
        // Given: each replica reads the whole log, in batches of its own size, all at the same time
        List<CloudEvent> log = log(600);
        List<Uni<Void>> replicas = IntStream.range(0, 4)
                .mapToObj(seed -> readAll(replica(), log, new Random(seed)))
                .toList();

        // When
        Uni.join().all(replicas).andFailFast().await().atMost(PATIENCE);

        // Then
        assertCounted(600);
        assertEquals(600, position());
    }

    @Test
    void aGapInTheLogIsReadAgainFirst() {
        // Given
        List<CloudEvent> log = log(30);
        Ingest ingest = replica();
        ingest(ingest, 0, log.subList(0, 10));

        // When
        ingest(ingest, 20, log.subList(20, 30));

        // Then
        assertEquals(List.of(10L), List.copyOf(rewinds));
        assertCounted(10);
        ingest(ingest, 10, log.subList(10, 30));
        assertCounted(30);
    }

    private Ingest replica() {
        return new Ingest(new Cursors(store, config), store, batches, metrics, config);
    }

    /** Again and again until it succeeds, as the reader does; keeps where the reader is sent back to. */
    private Uni<Void> taken(Ingest ingest, ConsumerRecords<byte[], byte[]> records) {
        return Uni.createFrom()
                .completionStage(() -> ingest.take(records))
                .onFailure()
                .retry()
                .withBackOff(Duration.ofMillis(10), Duration.ofMillis(200))
                .indefinitely()
                .invoke(elsewhere -> rewinds.addAll(elsewhere.values()))
                .replaceWithVoid();
    }

    private List<CloudEvent> log(int size) {
        List<CloudEvent> log = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            log.add(TaskRecords.succeeded(tenant, "type-" + i % 3, i, i));
        }
        return log;
    }

    private void ingest(Ingest ingest, long offset, List<CloudEvent> events) {
        taken(ingest, TaskRecords.batch(partition, offset, events)).await().atMost(PATIENCE);
    }

    private Uni<Void> readAll(Ingest ingest, List<CloudEvent> log, Random random) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (int from = 0; from < log.size(); ) {
            int start = from;
            int end = Math.min(log.size(), from + 1 + random.nextInt(60));
            all = all.chain(() -> taken(ingest, TaskRecords.batch(partition, start, log.subList(start, end))));
            from = end;
        }
        return all;
    }

    private long position() {
        return store.offsets(partition.topic()).await().atMost(PATIENCE).getOrDefault(0, -1L);
    }

    /** In every grain. */
    private void assertCounted(long expected) {
        var rows = pool.preparedQuery("""
                        SELECT grain, sum(succeeded)::bigint AS succeeded, sum(run_count)::bigint AS runs
                          FROM usage_rollup WHERE tenant = $1 GROUP BY grain ORDER BY grain
                        """).execute(Tuple.of(tenant)).await().atMost(PATIENCE);
        assertEquals(expected == 0 ? 0 : 3, rows.size());
        rows.forEach(row -> {
            assertEquals(expected, row.getLong("succeeded"));
            assertEquals(expected, row.getLong("runs"));
        });
    }
}
