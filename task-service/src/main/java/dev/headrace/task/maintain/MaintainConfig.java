package dev.headrace.task.maintain;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The rhythm of what happens by itself. */
@ConfigMapping(prefix = "headrace.maintain")
public interface MaintainConfig {
    /** Pause between two looks for silent workers. Default 1 s. */
    @WithDefault("PT1S")
    Duration rescueEvery();

    /** Longest pause between two looks for tasks that have come due. Default 1 s. */
    @WithDefault("PT1S")
    Duration promoteEvery();

    /** Pause between two looks for forgotten workers. Default 10 min. */
    @WithDefault("PT10M")
    Duration forgetEvery();

    /** Most tasks in one round. Default 1000. */
    @WithDefault("1000")
    int batch();
}
