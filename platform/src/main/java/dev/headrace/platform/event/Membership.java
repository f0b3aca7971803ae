package dev.headrace.platform.event;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One consumer in its group, from joining to leaving. Everything happens on the reader's thread. */
final class Membership implements ConsumerRebalanceListener {
    static final CloseOptions LEAVE = CloseOptions.timeout(Duration.ofSeconds(2));

    private static final Logger LOG = Logger.getLogger(Membership.class);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration COMMIT = Duration.ofSeconds(2);
    /** How long to wait for a batch between two signs of life to the group. */
    private static final long PATIENCE_MS = 1_000;

    private static final Duration SIGN_OF_LIFE = Duration.ofMillis(50);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicReader.Batches batches;
    private final KafkaConfig.Reader config;
    private final CountDownLatch stopping;
    /** Next offsets of the batch in hand, of the partitions that are still ours; empty between batches. */
    private final Map<TopicPartition, OffsetAndMetadata> underWay = new HashMap<>();
    /** Next offsets of what is done and not committed. */
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();

    private boolean busy;
    private long committedNanos = System.nanoTime();

    Membership(
            Consumer<byte[], byte[]> consumer,
            TopicReader.Batches batches,
            KafkaConfig.Reader config,
            CountDownLatch stopping) {
        this.consumer = consumer;
        this.batches = batches;
        this.config = config;
        this.stopping = stopping;
    }

    /**
     * Reads until the stop.
     *
     * @throws WakeupException at the stop
     * @throws KafkaException if this consumer can do no more
     */
    void read(String topic) {
        consumer.subscribe(List.of(topic), this);
        try {
            while (stopping.getCount() > 0) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(IDLE);
                if (!records.isEmpty()) {
                    handOver(records);
                }
                commitNowAndThen();
            }
        } finally {
            commit(Map.copyOf(done));
        }
    }

    private void handOver(ConsumerRecords<byte[], byte[]> records) {
        busy = true;
        underWay.putAll(records.nextOffsets());
        Map<TopicPartition, Long> elsewhere = untilTaken(records);
        elsewhere.forEach(this::moveTo);
        done.putAll(underWay);
        underWay.clear();
        busy = false;
        if (!consumer.paused().isEmpty()) {
            consumer.resume(consumer.assignment());
        }
    }

    private void moveTo(TopicPartition partition, long offset) {
        if (underWay.replace(partition, new OffsetAndMetadata(offset)) != null) {
            consumer.seek(partition, offset);
        }
    }

    private Map<TopicPartition, Long> untilTaken(ConsumerRecords<byte[], byte[]> records) {
        long pause = config.firstBackoff().toMillis();
        while (true) {
            try {
                return outcome(take(records));
            } catch (ExecutionException e) {
                LOG.warnf(
                        "batch not handled, trying again records=%d retry_in_ms=%d error=%s",
                        records.count(), pause, e.getCause());
            }
            pause(pause);
            pause = Math.min(2 * pause, config.maxBackoff().toMillis());
        }
    }

    private CompletableFuture<Map<TopicPartition, Long>> take(ConsumerRecords<byte[], byte[]> records) {
        try {
            return batches.take(records).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Map<TopicPartition, Long> outcome(CompletableFuture<Map<TopicPartition, Long>> batch)
            throws ExecutionException {
        while (true) {
            try {
                return batch.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                giveSignOfLife();
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }

    private void pause(long ms) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        for (long left = ms; left > 0; left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
            try {
                if (stopping.await(Math.min(left, PATIENCE_MS), TimeUnit.MILLISECONDS)) {
                    throw new WakeupException();
                }
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
            giveSignOfLife();
        }
    }

    /** Takes part in the group without taking records. */
    private void giveSignOfLife() {
        consumer.pause(consumer.assignment());
        if (!consumer.poll(SIGN_OF_LIFE).isEmpty()) {
            throw new IllegalStateException("records came although every partition is paused");
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (busy) {
            consumer.pause(partitions);
        }
        if (partitions.isEmpty()) {
            return;
        }
        LOG.infof("partitions assigned partitions=%s", partitions);
        try {
            batches.positions(partitions).toCompletableFuture().get().forEach(consumer::seek);
        } catch (ExecutionException e) {
            throw new KafkaException("the place to start from is not known", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> last = new HashMap<>(done);
        last.keySet().retainAll(partitions);
        commit(last);
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        done.keySet().removeAll(partitions);
        underWay.keySet().removeAll(partitions);
        batches.gone(partitions);
    }

    private void commitNowAndThen() {
        long now = System.nanoTime();
        if (done.isEmpty() || now - committedNanos < config.commitEvery().toNanos()) {
            return;
        }
        committedNanos = now;
        consumer.commitAsync(Map.copyOf(done), this::committed);
        done.clear();
    }

    /** What was not committed is tried with the next commit, unless something later was done or it is not ours any more. */
    private void committed(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
        if (failure != null) {
            LOG.debugf("offsets not committed error=%s", failure);
            offsets.forEach((partition, offset) -> {
                if (consumer.assignment().contains(partition)) {
                    done.putIfAbsent(partition, offset);
                }
            });
        }
    }

    /** If it fails, what was read since the last commit is read again. */
    private void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (offsets.isEmpty()) {
            return;
        }
        try {
            commitAlthoughWoken(offsets);
        } catch (KafkaException e) {
            LOG.infof("last offsets not committed, their records come again error=%s", e.toString());
        }
    }

    /** The stop's wake-up may still be pending; it is spent once. */
    private void commitAlthoughWoken(Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            consumer.commitSync(offsets, COMMIT);
        } catch (WakeupException e) {
            consumer.commitSync(offsets, COMMIT);
        }
    }
}
