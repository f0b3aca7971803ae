package dev.headrace.platform.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the relay publishes the outbox. */
@ConfigMapping(prefix = "headrace.outbox")
public interface OutboxConfig {
    /** Most rows in one round; a row holds the events of one transaction. Default 64. */
    @WithDefault("64")
    int rowsPerRound();

    /** Most events that are kept in memory from their commit to their publication. Default 20000. */
    @WithDefault("20000")
    int maxRecent();

    /**
     * Shortest time from the start of one round to the start of the next. Under load a round then carries what many
     * transactions wrote, and so do the batches of every consumer. Default 25 ms.
     */
    @WithDefault("PT0.025S")
    Duration pace();

    /** Longest pause between two looks at the table when nobody nudges. Default 5 s. */
    @WithDefault("PT5S")
    Duration tick();

    /** Longest pause after a failed round; the first one is 100 ms and doubles. Default 5 s. */
    @WithDefault("PT5S")
    Duration maxBackoff();
}
