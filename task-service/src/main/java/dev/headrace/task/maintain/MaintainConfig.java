package dev.headrace.task.maintain;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The rhythm of what happens by itself. */
@ConfigMapping(prefix = "headrace.maintain")
public interface MaintainConfig {
    /** Two looks at what waits in the tables are three quarters to nineteen twentieths of this apart. Default 1 s. */
    @WithDefault("PT1S")
    Duration pulse();

    /** Pause between two looks for forgotten workers. Default 10 min. */
    @WithDefault("PT10M")
    Duration forgetEvery();

    /** Most tasks in one round. Default 1000. */
    @WithDefault("1000")
    int batch();

    /**
     * No transaction takes longer from its beginning to its commit, so what was not there this long ago will not appear with
     * an older time. Default 15 s, above the 10 s of {@code transaction_timeout}.
     */
    @WithDefault("PT15S")
    Duration grace();
}
