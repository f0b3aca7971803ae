package dev.headrace.task.escalation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;

/** How tasks that wait for long move up. */
@ConfigMapping(prefix = "headrace.escalation")
public interface EscalationConfig {
    /** Whether they do. Default true. */
    @WithDefault("true")
    boolean enabled();

    /** Pause between two rounds. Default 1 min. */
    @WithDefault("PT1M")
    Duration every();

    /** Most tasks of a transaction; a segment is never divided, so it may be more. Default 1000. */
    @WithDefault("1000")
    int batch();

    /** In which time tasks of a tenant of a tier should start; other tiers have no promise. */
    Map<String, Duration> sla();
}
