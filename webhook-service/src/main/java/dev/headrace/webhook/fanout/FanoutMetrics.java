package dev.headrace.webhook.fanout;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** What is measured of events coming in. */
@Singleton
public final class FanoutMetrics {
    private final Counter events;
    private final Counter unreadable;

    public FanoutMetrics(MeterRegistry registry) {
        this.events = registry.counter("headrace.webhook.events");
        this.unreadable = registry.counter("headrace.webhook.events.unreadable");
    }

    void read(int good, int bad) {
        events.increment(good);
        unreadable.increment(bad);
    }
}
