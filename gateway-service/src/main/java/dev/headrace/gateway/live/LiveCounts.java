package dev.headrace.gateway.live;

import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of live events. */
@Singleton
public final class LiveCounts {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final LongAdder read = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder caughtUp = new LongAdder();
    private final LongAdder gaps = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Map<Ending, LongAdder> ended = new EnumMap<>(Ending.class);

    public LiveCounts() {
        for (Ending ending : Ending.values()) {
            ended.put(ending, new LongAdder());
        }
    }

    /** Bytes that wait for all clients. */
    AtomicLong waitingBytes() {
        return waitingBytes;
    }

    void opened() {
        open.incrementAndGet();
    }

    /** It is gone. */
    void closed() {
        open.decrementAndGet();
    }

    /** What ends one; its client may be told yet. */
    void ended(Ending ending) {
        LongAdder count = ended.get(ending);
        if (count != null) {
            count.increment();
        }
    }

    /** An event of a tenant that somebody watches. */
    void read() {
        read.increment();
    }

    /** Messages given to a connection. */
    void delivered(int messages) {
        delivered.add(messages);
    }

    void caughtUp() {
        caughtUp.increment();
    }

    void gap() {
        gaps.increment();
    }

    void refused() {
        refused.increment();
    }

    int open() {
        return open.get();
    }

    long endedBy(Ending ending) {
        LongAdder count = ended.get(ending);
        return count == null ? 0 : count.sum();
    }

    long eventsRead() {
        return read.sum();
    }

    long messagesDelivered() {
        return delivered.sum();
    }

    long resumed() {
        return caughtUp.sum();
    }

    long gaps() {
        return gaps.sum();
    }

    long refusals() {
        return refused.sum();
    }
}
