package dev.headrace.task.hint;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** {@code headrace_hints_sent_total} and {@code headrace_hints_heard_total}: messages to and from other replicas. */
@Singleton
class HintMetrics {
    private final Counter sent;
    private final Counter heard;

    HintMetrics(MeterRegistry registry) {
        this.sent = Counter.builder("headrace.hints.sent")
                .description("Messages that told other replicas what became ready")
                .register(registry);
        this.heard = Counter.builder("headrace.hints.heard")
                .description("Messages of other replicas, signs of life included")
                .register(registry);
    }

    void sent() {
        sent.increment();
    }

    void heard() {
        heard.increment();
    }
}
