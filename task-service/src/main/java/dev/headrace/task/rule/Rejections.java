package dev.headrace.task.rule;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often a claim or a hand-off of this replica passed over tasks because a breaker was open. {@code breaker_rejections_total} has
 * the sum; there is one count for each breaker while it is not closed.
 */
@Singleton
public class Rejections {
    private static final int MOST = 10_000;

    private final Map<BreakerName, LongAdder> counts = new ConcurrentHashMap<>();
    private final Counter total;

    Rejections(MeterRegistry registry) {
        this.total = Counter.builder("breaker.rejections")
                .description("Claims and hand-offs that passed over tasks because a breaker was open")
                .register(registry);
    }

    void count(BreakerRule open) {
        total.increment();
        if (counts.size() < MOST) {
            counts.computeIfAbsent(open.breaker(), name -> new LongAdder()).increment();
        }
    }

    /** Since it was closed last. */
    public long of(BreakerName name) {
        LongAdder count = counts.get(name);
        return count == null ? 0 : count.sum();
    }

    /** It is closed. */
    public void forget(BreakerName name) {
        counts.remove(name);
    }
}
