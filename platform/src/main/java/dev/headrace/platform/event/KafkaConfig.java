package dev.headrace.platform.event;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The topics that a service needs, and how it reads them. */
@ConfigMapping(prefix = "headrace.kafka")
public interface KafkaConfig {
    /** Topics to create at start-up where they are missing. Default none. */
    Optional<List<String>> topics();

    /** Partitions of a topic that is created. Default 6. */
    @WithDefault("6")
    int partitions();

    /** Replicas of a topic that is created. Default 1; 3 in a real cluster. */
    @WithDefault("1")
    short replicas();

    /** How {@link TopicReader} works. */
    Reader reader();

    /** Settings of every reader. */
    interface Reader {
        /** A killed reader's partitions go to another one after this. Default 10 s. */
        @WithDefault("PT10S")
        Duration sessionTimeout();

        /** How often Kafka is told how far a reader is; a crash repeats what was read since. Default 1 s. */
        @WithDefault("PT1S")
        Duration commitEvery();

        /** Pause before the first repetition of a failed batch; it doubles. Default 100 ms. */
        @WithDefault("PT0.1S")
        Duration firstBackoff();

        /** Longest pause between repetitions of a failed batch. Default 5 s. */
        @WithDefault("PT5S")
        Duration maxBackoff();
    }
}
