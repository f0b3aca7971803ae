package dev.headrace.task.action;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How bulk actions are worked off. */
@ConfigMapping(prefix = "headrace.action")
public interface ActionConfig {
    /** Most tasks in one step, which is one transaction. Default 500. */
    @WithDefault("500")
    int step();

    /**
     * A step that was begun and not ended is begun again after this time, which is how long an action rests when its replica is
     * killed. One that still runs then is undone as a whole when it ends, so nothing happens twice; a step takes some 100 ms.
     * Default 10 s.
     */
    @WithDefault("PT10S")
    Duration lease();

    /** Most actions of a tenant that are not finished; beyond, another one is refused. Default 100. */
    @WithDefault("100")
    int maxOpen();

    /** An action has failed after so many steps in a row that failed. Default 5. */
    @WithDefault("5")
    int maxFailures();

    /** Finished actions are forgotten after this time. Default 30 days. */
    @WithDefault("P30D")
    Duration keep();

    /** A dry run counts in so many looks at most, each of headrace.inspect.examine tasks. Default 10. */
    @WithDefault("10")
    int dryRunLooks();
}
