package dev.headrace.platform.event;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** The topics that a service needs. */
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
}
