package dev.headrace.task.diagnosis;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How classifications are acted on. */
@ConfigMapping(prefix = "headrace.failure")
public interface DiagnosisConfig {
    /** From this confidence on a permanent failure ends its task at once. Default 0.8. */
    @WithDefault("0.8")
    double permanentConfidence();

    /** From this confidence on a failure gets the retry policy of its type. Default 0.5. */
    @WithDefault("0.5")
    double policyConfidence();

    /** The longest delay that a message may ask for. Default 1 h. */
    @WithDefault("PT1H")
    Duration maxRetryAfter();

    /** Longest time in each second that a replica looks at failures of one tenant; over that it recalls, or looks briefly. Default 300 ms. */
    @WithDefault("PT0.3S")
    Duration effort();

    /** Metrics name so many task types; the others are counted as {@code other}. Default 200. */
    @WithDefault("200")
    int maxTaskNames();
}
