package dev.headrace.gateway.live;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Reads the end of the task events while somebody listens.
 *
 * <p>Every replica reads all partitions, without a consumer group: there is nothing to share and nothing to commit, and
 * no group is left behind by a replica that is gone. With nobody listening nothing is read, so the events of a busy
 * system cost an unwatched gateway nothing. After an error it goes on where it was.
 */
@Singleton
public final class TaskTail {
    private static final Logger LOG = Logger.getLogger(TaskTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PAUSE_AFTER_ERROR_MS = 1_000;

    private final LiveHub hub;
    private final CatchUp catchUp;
    private final LogReaders readers;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean stopped;
    private boolean started;

    public TaskTail(LiveHub hub, CatchUp catchUp, LogReaders readers) {
        this.hub = hub;
        this.catchUp = catchUp;
        this.readers = readers;
    }

    /** Somebody wants events. Call it after the hub was told. */
    synchronized void wanted() {
        if (!started) {
            started = true;
            Thread.ofPlatform().daemon().name("headrace-task-tail").start(this::run);
        }
        wake.release();
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
                if (hub.isWanted()) {
                    read();
                }
            } catch (InterruptedException e) {
                return;
            } catch (OffsetOutOfRangeException e) {
                LOG.warnf("events were deleted before they were read error=%s", e.getMessage());
                hub.lost();
                wake.release();
            } catch (KafkaException | IllegalStateException e) {
                LOG.warnf("live events interrupted error=%s", e.getMessage());
                pause();
            }
        }
    }

    private void read() {
        try (KafkaConsumer<byte[], byte[]> consumer = readers.open("tail")) {
            List<TopicPartition> partitions = LogReaders.partitions(consumer);
            consumer.assign(partitions);
            hub.follow(start(consumer, partitions)).forEach(catchUp::add);
            while (!stopped && !hub.rest()) {
                consumer.poll(POLL).forEach(hub::publish);
            }
        }
    }

    /** Where it was, else the end of the log. */
    private Position start(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        Position before = hub.position();
        if (before != null && before.partitions() != partitions.size()) {
            hub.lost();
            before = null;
        }
        if (before == null) {
            consumer.seekToEnd(partitions);
        } else {
            Position at = before;
            partitions.forEach(each -> consumer.seek(each, at.next(each.partition())));
        }
        long[] next = new long[partitions.size()];
        // Positions are fixed only when asked for; from here on nothing is missed.
        partitions.forEach(each -> next[each.partition()] = consumer.position(each));
        return new Position(next);
    }

    /** Waits before the next try, unless the end of the program comes first. */
    private void pause() {
        try {
            boolean _ = wake.tryAcquire(PAUSE_AFTER_ERROR_MS, TimeUnit.MILLISECONDS);
            wake.release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
