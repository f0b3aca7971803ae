package dev.headrace.task.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/** How many streams are open, and what went over them. */
@Singleton
class StreamMetrics {
    private final AtomicInteger open;
    private final Counter given;
    private final Counter returned;
    private final Counter tooSlow;

    StreamMetrics(MeterRegistry registry) {
        this.open = registry.gauge("headrace.stream.open", new AtomicInteger());
        this.given = Counter.builder("headrace.stream.tasks")
                .description("Leased tasks that were sent on streams")
                .register(registry);
        this.returned = Counter.builder("headrace.stream.returned")
                .description("Leased tasks that did not leave, because their stream broke, and were given back")
                .register(registry);
        this.tooSlow = Counter.builder("headrace.stream.slow")
                .description("Streams that were ended because their worker did not read")
                .register(registry);
    }

    void open(int streams) {
        open.set(streams);
    }

    void given(int tasks) {
        given.increment(tasks);
    }

    void returned(int tasks) {
        returned.increment(tasks);
    }

    void tooSlow() {
        tooSlow.increment();
    }
}
