package dev.headrace.task.breaker;

import dev.headrace.task.model.BreakerState;
import dev.headrace.task.rule.BreakerRule;
import dev.headrace.task.rule.RuleBook;
import dev.headrace.task.signal.Signals;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.stream.Collectors;

/**
 * {@code circuit_breaker_state{service_name,tenant,breaker}}: 1 for a half-open breaker, 2 for an open one. Closed ones have no
 * value; of a great many, those that changed last have one, so label sets are bounded.
 */
@Singleton
class BreakerMetrics implements Signals.Listener {
    private static final int MOST = 200;

    private final RuleBook rules;
    private final Signals signals;
    private final MultiGauge states;

    BreakerMetrics(RuleBook rules, Signals signals, MeterRegistry registry) {
        this.rules = rules;
        this.signals = signals;
        this.states = MultiGauge.builder("circuit.breaker.state")
                .description("Breakers that are not closed: 1 half-open, 2 open")
                .register(registry);
    }

    void start(@Observes StartupEvent event) {
        signals.listen(this);
    }

    @Override
    public void rulesChanged() {
        states.register(
                rules.rules().breakers().all().stream()
                        .filter(rule -> rule.state() != BreakerState.CLOSED)
                        .sorted(Comparator.comparing(BreakerRule::since).reversed())
                        .limit(MOST)
                        .map(BreakerMetrics::row)
                        .collect(Collectors.toList()),
                true);
    }

    private static MultiGauge.Row<?> row(BreakerRule rule) {
        Tags tags = Tags.of("service_name", "task-service", "tenant", rule.tenant(), "breaker", rule.name());
        return MultiGauge.Row.of(tags, rule.state() == BreakerState.OPEN ? 2 : 1);
    }
}
