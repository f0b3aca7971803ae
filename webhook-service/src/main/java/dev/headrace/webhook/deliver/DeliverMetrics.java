package dev.headrace.webhook.deliver;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What is measured of deliveries. */
@Singleton
public final class DeliverMetrics {
    private final Clock clock;
    private final Timer delivered;
    private final Timer retried;
    private final Timer failed;
    private final Timer latency;
    private final AtomicLong pending = new AtomicLong();

    public DeliverMetrics(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        this.delivered = attempts(registry, "delivered");
        this.retried = attempts(registry, "retried");
        this.failed = attempts(registry, "failed");
        this.latency = Timer.builder("headrace.webhook.delivery.latency")
                .description("From the event to the receiver's 2xx")
                .publishPercentiles(0.5, 0.95, 0.99)
                .register(registry);
        registry.gauge("headrace.webhook.delivery.pending", pending);
    }

    /** One attempt was recorded. */
    void recorded(Result result) {
        timer(result.verdict().state()).record(result.reply().took());
        if (result.reply().isSuccess()) {
            latency.record(Duration.between(result.due().occurredAt(), clock.instant()));
        }
    }

    private Timer timer(DeliveryState outcome) {
        return switch (outcome) {
            case PENDING -> retried;
            case DELIVERED -> delivered;
            case FAILED -> failed;
        };
    }

    /** Deliveries that wait, as last counted. */
    void pending(long count) {
        pending.set(count);
    }

    private static Timer attempts(MeterRegistry registry, String outcome) {
        return Timer.builder("headrace.webhook.delivery.attempts")
                .description("Attempts by what followed: delivered, retried or failed for good")
                .tag("outcome", outcome)
                .register(registry);
    }
}
