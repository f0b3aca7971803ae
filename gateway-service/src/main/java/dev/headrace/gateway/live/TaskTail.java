package dev.headrace.gateway.live;

import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads the end of the task events while somebody listens.
 *
 * <p>Every replica reads all partitions, without a consumer group: there is nothing to share and nothing to commit, and
 * no group is left behind by a replica that is gone. With nobody listening nothing is read, so the events of a busy
 * system cost an unwatched gateway nothing.
 */
@Singleton
public final class TaskTail {
    private static final Logger LOG = Logger.getLogger(TaskTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LINGER = Duration.ofSeconds(30);
    private static final long PAUSE_AFTER_ERROR_MS = 1_000;

    private final LiveHub hub;
    private final Map<String, Object> kafka;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean stopped;
    private CompletableFuture<Void> atEnd = new CompletableFuture<>();
    private long idleSince;
    private boolean started;

    public TaskTail(LiveHub hub, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.hub = hub;
        this.kafka = kafka;
    }

    /** Completes when every event from now on is seen. Call it after the listener was added to the hub. */
    synchronized CompletionStage<Void> follow() {
        if (!started) {
            started = true;
            Thread.ofPlatform().daemon().name("headrace-task-tail").start(this::run);
        }
        wake.release();
        return atEnd;
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        wake.release();
    }

    private void run() {
        while (!stopped) {
            try {
                wake.acquire();
                wake.drainPermits();
                if (hub.open() > 0) {
                    read();
                }
            } catch (InterruptedException | WakeupException e) {
                return;
            } catch (KafkaException | IllegalStateException e) {
                LOG.warnf("live events interrupted error=%s", e.getMessage());
                lost();
                pause();
            }
        }
    }

    private void read() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings())) {
            List<TopicPartition> partitions = partitions(consumer);
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            // Positions are fixed only when asked for; from here on nothing is missed.
            partitions.forEach(consumer::position);
            arrived();
            while (!stopped && !leave()) {
                consumer.poll(POLL).forEach(this::publish);
            }
        }
    }

    private synchronized void arrived() {
        idleSince = System.nanoTime();
        atEnd.complete(null);
    }

    /** Whether nobody has listened for a while. Decided under the lock of {@link #follow}, so that none is missed. */
    private synchronized boolean leave() {
        if (hub.open() > 0) {
            idleSince = System.nanoTime();
            return false;
        }
        if (System.nanoTime() - idleSince < LINGER.toNanos()) {
            return false;
        }
        atEnd = new CompletableFuture<>();
        return true;
    }

    private synchronized void lost() {
        if (atEnd.isDone()) {
            atEnd = new CompletableFuture<>();
        }
    }

    private void publish(ConsumerRecord<byte[], byte[]> record) {
        try {
            hub.publish(CloudEvent.of(record));
        } catch (IllegalArgumentException e) {
            LOG.debugf(e, "record is no event partition=%d offset=%d", record.partition(), record.offset());
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.TASKS).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new IllegalStateException("there is no topic " + Topics.TASKS + " yet");
        }
        return partitions;
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return settings;
    }

    /** Waits before the next try, unless the end of the program comes first. */
    private void pause() {
        try {
            wake.tryAcquire(PAUSE_AFTER_ERROR_MS, TimeUnit.MILLISECONDS);
            wake.release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
