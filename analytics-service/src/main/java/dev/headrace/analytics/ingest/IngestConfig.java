package dev.headrace.analytics.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How events become roll-ups. */
@ConfigMapping(prefix = "headrace.analytics.ingest")
public interface IngestConfig {
    /**
     * For how many records of its partition an event's id is remembered, so that a repeated event is not counted again.
     * Must be larger than what the relay has under way at once. Default 65536.
     */
    @WithDefault("65536")
    int seenWindow();

    /** Pause before the first repetition of a failed batch; it doubles. Default 100 ms. */
    @WithDefault("PT0.1S")
    Duration firstBackoff();

    /** Longest pause between repetitions of a failed batch. Default 5 s. */
    @WithDefault("PT5S")
    Duration maxBackoff();

    /** How long a partition's start waits for the database before it fails. Default 60 s. */
    @WithDefault("PT60S")
    Duration assignmentTimeout();
}
