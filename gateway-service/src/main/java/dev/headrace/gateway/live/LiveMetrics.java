package dev.headrace.gateway.live;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The counts of live events as {@code headrace_gateway_live_*}. */
@Singleton
public final class LiveMetrics implements MeterBinder {
    private static final String PREFIX = "headrace.gateway.live.";

    private final LiveCounts counts;

    public LiveMetrics(LiveCounts counts) {
        this.counts = counts;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(PREFIX + "connections", counts, LiveCounts::open)
                .description("Open WebSockets of live events")
                .register(registry);
        Gauge.builder(PREFIX + "waiting", counts, all -> all.waitingBytes().get())
                .description("What waits for clients")
                .baseUnit("bytes")
                .register(registry);
        counter(registry, "read", "Events of tenants that somebody watches", LiveCounts::eventsRead);
        counter(registry, "delivered", "Messages given to connections", LiveCounts::messagesDelivered);
        counter(registry, "resumed", "Subscriptions that got all that they had missed", LiveCounts::resumed);
        counter(registry, "gaps", "Subscriptions that were told that events are missing", LiveCounts::gaps);
        counter(registry, "refused", "WebSockets for which there was no place", LiveCounts::refusals);
        for (Ending ending : Ending.values()) {
            FunctionCounter.builder(PREFIX + "ended", counts, all -> all.endedBy(ending))
                    .description("WebSockets of live events that have ended")
                    .tag("cause", ending.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private void counter(MeterRegistry registry, String name, String says, ToDoubleFunction<LiveCounts> value) {
        FunctionCounter.builder(PREFIX + name, counts, value).description(says).register(registry);
    }
}
