package dev.headrace.gateway.live;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log again for those who come back and lack more than is in memory: once for all who wait, from where the one
 * lies that lacks the most. Who has no room for more gives up its place and comes again when it has.
 */
@Singleton
public final class CatchUp {
    private static final Logger LOG = Logger.getLogger(CatchUp.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long IDLE_S = 2;

    private final LiveHub hub;
    private final LogReaders readers;
    private final LiveConfig config;
    private final LinkedBlockingQueue<Replay> behind = new LinkedBlockingQueue<>();
    private volatile boolean stopped;
    private @Nullable Thread thread;

    public CatchUp(LiveHub hub, LogReaders readers, LiveConfig config) {
        this.hub = hub;
        this.readers = readers;
        this.config = config;
    }

    /** Brings a subscription to the present; any thread may ask. At most one for each subscription comes here. */
    void add(Replay replay) {
        switch (hub.join(replay)) {
            case DONE -> {
                // From memory, or it has gone.
            }
            case FULL -> waitForRoom(replay);
            case BEHIND -> {
                behind.add(replay);
                start();
            }
        }
    }

    private void waitForRoom(Replay replay) {
        replay.subscription().subscriber().whenRoom(() -> add(replay));
    }

    private synchronized void start() {
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("headrace-live-catch-up").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        Thread reading = thread;
        if (reading != null) {
            reading.interrupt();
        }
    }

    private void run() {
        List<Replay> crew = new ArrayList<>();
        while (!stopped) {
            try {
                crew.add(behind.take());
                serve(crew);
            } catch (InterruptedException e) {
                return;
            } catch (KafkaException | IllegalStateException e) {
                LOG.warnf("events not read again error=%s", e.getMessage());
            }
            leave(crew);
        }
    }

    /** Serves this crew and those that come soon after, with one connection. */
    private void serve(List<Replay> crew) throws InterruptedException {
        try (KafkaConsumer<byte[], byte[]> consumer = readers.open("catch-up")) {
            List<TopicPartition> partitions = LogReaders.partitions(consumer);
            consumer.assign(partitions);
            for (Replay next = null; next != null || !crew.isEmpty(); next = behind.poll(IDLE_S, TimeUnit.SECONDS)) {
                if (next != null) {
                    crew.add(next);
                }
                behind.drainTo(crew);
                refuse(crew, consumer, partitions);
                read(crew, consumer, partitions);
                leave(crew);
            }
        }
    }

    /** Who is left over was not served. */
    private void leave(List<Replay> crew) {
        crew.forEach(each -> hub.gap(each, Told.Why.UNAVAILABLE));
        crew.clear();
    }

    private void read(List<Replay> crew, KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        if (crew.isEmpty()) {
            return;
        }
        Position from = crew.stream().map(Replay::at).reduce(Position::earlier).orElseThrow();
        partitions.forEach(each -> consumer.seek(each, from.next(each.partition())));
        long end = System.nanoTime() + config.replayTime().toNanos();
        while (!crew.isEmpty() && !stopped && System.nanoTime() < end) {
            consumer.poll(POLL).forEach(record -> give(record, crew));
            partitions.forEach(each -> passed(crew, each.partition(), consumer.position(each)));
            crew.removeIf(this::hasJoined);
        }
    }

    /** Those who ask for what is not there or is too much. */
    private void refuse(List<Replay> crew, KafkaConsumer<?, ?> consumer, List<TopicPartition> partitions) {
        Position begin = at(consumer.beginningOffsets(partitions));
        Position end = at(consumer.endOffsets(partitions));
        crew.removeIf(each -> {
            Told.Why why = why(each.at(), begin, end, config.replay());
            if (why != null) {
                hub.gap(each, why);
            }
            each.checked();
            return why != null;
        });
    }

    static Told.@Nullable Why why(Position at, Position begin, Position end, long most) {
        if (at.partitions() != begin.partitions() || !end.isFrom(at)) {
            return Told.Why.OTHER_LOG;
        }
        if (!at.isFrom(begin)) {
            return Told.Why.NOT_KEPT;
        }
        return at.distance(end) > most ? Told.Why.TOO_MANY : null;
    }

    private static Position at(Map<TopicPartition, Long> offsets) {
        long[] next = new long[offsets.size()];
        offsets.forEach((partition, offset) -> next[partition.partition()] = offset);
        return new Position(next);
    }

    private void give(ConsumerRecord<byte[], byte[]> record, List<Replay> crew) {
        String tenant = LiveHub.tenant(record);
        if (crew.stream().noneMatch(each -> each.concerns(tenant))) {
            return;
        }
        try {
            LiveEvent event = LiveEvent.of(record);
            crew.removeIf(each -> each.concerns(tenant) && !took(each, event));
        } catch (IllegalArgumentException e) {
            LOG.debugf(e, "record is no event partition=%d offset=%d", record.partition(), record.offset());
        }
    }

    private boolean took(Replay replay, LiveEvent event) {
        boolean took = replay.take(event);
        if (!took) {
            waitForRoom(replay);
        }
        return took;
    }

    private static void passed(List<Replay> crew, int partition, long position) {
        crew.forEach(each -> each.at().advance(partition, position));
    }

    private boolean hasJoined(Replay replay) {
        return switch (hub.join(replay)) {
            case DONE -> true;
            case BEHIND -> false;
            case FULL -> {
                waitForRoom(replay);
                yield true;
            }
        };
    }
}
