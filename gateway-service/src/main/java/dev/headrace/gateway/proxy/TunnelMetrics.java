package dev.headrace.gateway.proxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** WebSockets to services: how many are open, and what ended the others. */
@Singleton
public final class TunnelMetrics {
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Tunnel.Cause, Counter> ended = new EnumMap<>(Tunnel.Cause.class);

    public TunnelMetrics(MeterRegistry registry) {
        Gauge.builder("headrace.gateway.tunnels.open", open, AtomicInteger::get)
                .description("Open WebSockets to services")
                .register(registry);
        for (Tunnel.Cause cause : Tunnel.Cause.values()) {
            ended.put(
                    cause,
                    Counter.builder("headrace.gateway.tunnels.ended")
                            .description("WebSockets to services that have ended")
                            .tag("cause", cause.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** Takes a place; false if there is none. */
    boolean enter(int most) {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    /** It never opened. */
    void leave() {
        open.decrementAndGet();
    }

    void ended(Tunnel.Cause cause) {
        open.decrementAndGet();
        Counter counter = ended.get(cause);
        if (counter != null) {
            counter.increment();
        }
    }
}
