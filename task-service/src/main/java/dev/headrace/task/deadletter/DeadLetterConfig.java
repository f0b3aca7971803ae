package dev.headrace.task.deadletter;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds of dead letters. */
@ConfigMapping(prefix = "headrace.dead-letter")
public interface DeadLetterConfig {
    /** Groups are made of so many dead letters at most, the newest ones. Default 100000. */
    @WithDefault("100000")
    int grouped();

    /** Dead letters that an export reads at once. Default 500. */
    @WithDefault("500")
    int exportPage();

    /** Most retried dead letters that are looked at in one round. Default 500. */
    @WithDefault("500")
    int lookAtOnce();

    /** The metric of their number is counted again after so long, if somebody asks. Default 10 s. */
    @WithDefault("PT10S")
    Duration countEvery();

    /** The metric counts so far at most. Default 100000. */
    @WithDefault("100000")
    int countTo();
}
