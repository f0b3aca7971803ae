package dev.headrace.task.queue;

import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * {@code headrace_queue_depth{queue,priority,state}}: what is in the queues of all tenants, counted when metrics are read
 * and at no other time. The fullest queues have values of their own, the rest share one, so label sets are bounded.
 */
@Singleton
class QueueMetrics {
    private static final Logger LOG = Logger.getLogger(QueueMetrics.class);
    private static final String OTHER = "other";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final CensusTaker census;
    private final QueueConfig config;
    private final MultiGauge depth;

    QueueMetrics(CensusTaker census, QueueConfig config, MeterRegistry registry) {
        this.census = census;
        this.config = config;
        this.depth = MultiGauge.builder("headrace.queue.depth")
                .description("Tasks by queue, priority and state")
                .register(registry);
    }

    void register(@Observes Filters filters) {
        filters.register(this::beforeMetrics, 10);
    }

    private void beforeMetrics(RoutingContext rc) {
        if (!"/q/metrics".equals(rc.normalizedPath())) {
            rc.next();
            return;
        }
        // A scrape is a request of its own: it goes on with or without new counts.
        census.census()
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .subscribe()
                .with(now -> show(rc, now), failure -> showOld(rc, failure));
    }

    private void show(RoutingContext rc, Census now) {
        depth.register(rows(now), true);
        rc.next();
    }

    private static void showOld(RoutingContext rc, Throwable failure) {
        LOG.warnf("queues were not counted for metrics error=%s", failure);
        rc.next();
    }

    private record Label(String queue, Priority priority, TaskState state) {}

    private List<MultiGauge.Row<?>> rows(Census now) {
        Set<String> named = fullest(now);
        Map<Label, Long> sums = new HashMap<>();
        now.queues().values().stream()
                .flatMap(List::stream)
                .forEach(g -> sums.merge(
                        new Label(named.contains(g.queue().name()) ? g.queue().name() : OTHER, g.priority(), g.state()),
                        g.tasks(),
                        Long::sum));
        return sums.entrySet().stream()
                .<MultiGauge.Row<?>>map(QueueMetrics::row)
                .toList();
    }

    private static MultiGauge.Row<?> row(Map.Entry<Label, Long> sum) {
        Label label = sum.getKey();
        Tags tags = Tags.of(
                "queue", label.queue(),
                "priority", label.priority().name(),
                "state", label.state().name());
        return MultiGauge.Row.of(tags, sum.getValue());
    }

    private Set<String> fullest(Census now) {
        Map<String, Long> byName = new HashMap<>();
        now.queues()
                .forEach((queue, groups) -> byName.merge(
                        queue.name(),
                        groups.stream().mapToLong(Census.Group::tasks).sum(),
                        Long::sum));
        return byName.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(config.maxInMetrics())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
