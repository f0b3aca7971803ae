package dev.headrace.task.hint;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Hints between the replicas of this service. */
@ConfigMapping(prefix = "headrace.hints")
public interface HintConfig {
    /** Whether to tell other replicas and to listen to them. Default true. */
    @WithDefault("true")
    boolean enabled();

    /** Hints that follow one another faster than this travel together. Default 5 ms. */
    @WithDefault("PT0.005S")
    Duration pace();

    /** How often a replica says that it is there; one that was not heard for three times as long is gone. Default 5 s. */
    @WithDefault("PT5S")
    Duration beat();

    /** First pause before connecting to Redis again; it doubles up to twenty times this. Default 500 ms. */
    @WithDefault("PT0.5S")
    Duration backoff();
}
