package dev.headrace.task.push;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How targets of push tasks are called. */
@ConfigMapping(prefix = "headrace.push")
public interface PushConfig {
    /** Private networks in CIDR notation that may be called, for development or targets inside. Default none. */
    Optional<List<String>> allowedNetworks();

    /** Calls under way at the same time, in one replica. Default 256. */
    @WithDefault("256")
    int concurrency();

    /** Calls under way to one server, in one replica. Default 16. */
    @WithDefault("16")
    int hostConcurrency();

    /** Longest time to connect. Default 5 s. */
    @WithDefault("PT5S")
    Duration connectTimeout();

    /** Longest time for a call whose target names none. Default 30 s. */
    @WithDefault("PT30S")
    Duration timeout();

    /** After so many milliseconds without a sign of life the call of a killed replica is repeated. Default 30000. */
    @WithDefault("30000")
    int leaseMs();

    /** How often calls under way show that they live, and learn that they are cancelled. Default 2 s. */
    @WithDefault("PT2S")
    Duration beat();

    /** Longest delay that a target may ask for with Retry-After. Default 1 h. */
    @WithDefault("PT1H")
    Duration maxRetryAfter();

    /** How long a stopping replica lets calls under way go on before it hands their tasks back. Default 5 s. */
    @WithDefault("PT5S")
    Duration drain();
}
