package dev.headrace.platform.event;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads one topic as a member of a consumer group, batch after batch, on a thread of its own: at least once, in the order
 * of each partition, the next batch when the one before is done.
 *
 * <p>Why not the messaging extension: it makes a message with metadata and a context of each record, which costs more than
 * the record (docs/adr/0021-topic-reader.md).
 *
 * <p>A batch that fails is tried again until it succeeds, with growing pauses; a batch that takes long, or whose retries
 * do, keeps its place in the group. Whatever goes wrong with the connection, a new one is made.
 */
public final class TopicReader {
    private static final Logger LOG = Logger.getLogger(TopicReader.class);
    /** A batch that is not done by then is left behind and read again; the poll in it notices the stop within a second. */
    private static final Duration STOP = Duration.ofSeconds(4);

    private final Source source;
    private final Batches batches;
    private final KafkaConfig.Reader config;
    private final Supplier<Consumer<byte[], byte[]>> connect;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Consumer<byte[], byte[]> connected;

    /**
     * What is read, and how large the batches are.
     *
     * @param group readers of the same group share the partitions
     * @param bytes the broker waits for so many before it answers …
     * @param patience … but no longer than this, so it bounds how long a record waits for company
     * @param records most in one batch
     */
    public record Source(String topic, String group, int bytes, Duration patience, int records) {}

    /** Takes what is read. All calls come from the reader's thread, which waits for the stages. */
    public interface Batches {
        /**
         * Handles a batch; called again with the same records if it fails.
         *
         * @return completes when the records are durably handled, with the offsets to go on from where these are not the
         *     ones after the batch
         */
        CompletionStage<Map<TopicPartition, Long>> take(ConsumerRecords<byte[], byte[]> records);

        /** Where to start in partitions that are assigned now; those left out start where the group has committed. */
        default CompletionStage<Map<TopicPartition, Long>> positions(Collection<TopicPartition> assigned) {
            return CompletableFuture.completedStage(Map.of());
        }

        /** These partitions are somebody else's from now on. */
        default void gone(Collection<TopicPartition> partitions) {}
    }

    TopicReader(Source source, Batches batches, KafkaConfig.Reader config, Supplier<Consumer<byte[], byte[]>> connect) {
        this.source = source;
        this.batches = batches;
        this.config = config;
        this.connect = connect;
        this.thread = Thread.ofPlatform()
                .name(source.group() + "-reader")
                .daemon(true)
                .unstarted(this::run);
    }

    /** Begins to read; a broker that does not answer is asked until it does. */
    public void start() {
        thread.start();
    }

    /** Lets the batch under way end if it does so soon, commits what is done and leaves the group. */
    public void stop() {
        stopping.countDown();
        Consumer<byte[], byte[]> consumer = connected;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            if (thread.isAlive() && !thread.join(STOP)) {
                LOG.warnf("reader did not stop in time topic=%s", source.topic());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long pause = config.firstBackoff().toMillis();
        while (stopping.getCount() > 0) {
            long since = System.nanoTime();
            try {
                read();
            } catch (WakeupException e) {
                LOG.debugf("reader stops topic=%s", source.topic());
            } catch (RuntimeException e) {
                boolean wasWell =
                        System.nanoTime() - since > config.maxBackoff().toNanos();
                pause = wasWell
                        ? config.firstBackoff().toMillis()
                        : Math.min(2 * pause, config.maxBackoff().toMillis());
                LOG.warnf(e, "reader connects again topic=%s retry_in_ms=%d", source.topic(), pause);
                await(pause);
            }
        }
    }

    private void read() {
        Consumer<byte[], byte[]> consumer = connect.get();
        try {
            connected = consumer;
            new Membership(consumer, batches, config, stopping).read(source.topic());
        } finally {
            connected = null;
            consumer.close(Membership.LEAVE);
        }
    }

    private void await(long ms) {
        try {
            boolean _ = stopping.await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
