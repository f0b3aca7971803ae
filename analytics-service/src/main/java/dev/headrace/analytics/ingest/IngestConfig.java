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

    /** Events are counted as soon as so many bytes of them are there. Default 2 MiB. */
    @WithDefault("2097152")
    int batchBytes();

    /** Longest time that an event waits for such company. Default 250 ms. */
    @WithDefault("PT0.25S")
    Duration batchWait();

    /** Most events counted at once. Default 10000. */
    @WithDefault("10000")
    int batchRecords();

    /** Pause before the first repetition of reading where a partition starts; it doubles. Default 100 ms. */
    @WithDefault("PT0.1S")
    Duration firstBackoff();

    /** Longest pause between such repetitions. Default 5 s. */
    @WithDefault("PT5S")
    Duration maxBackoff();

    /** How long a partition's start waits for the database before it fails. Default 60 s. */
    @WithDefault("PT60S")
    Duration assignmentTimeout();
}
