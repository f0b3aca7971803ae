package dev.headrace.gateway.live;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;

/** How many listen, and how many could not keep up. */
@Singleton
public final class LiveMetrics implements MeterBinder {
    private final LiveHub hub;

    public LiveMetrics(LiveHub hub) {
        this.hub = hub;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("headrace.gateway.live.connections", hub, LiveHub::open)
                .description("Open WebSockets")
                .register(registry);
        FunctionCounter.builder("headrace.gateway.live.slow", hub, LiveHub::tooSlow)
                .description("WebSockets closed because their client did not keep up")
                .register(registry);
    }
}
