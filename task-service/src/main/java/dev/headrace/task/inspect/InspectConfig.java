package dev.headrace.task.inspect;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How far a list looks. */
@ConfigMapping(prefix = "headrace.inspect")
public interface InspectConfig {
    /** Most tasks that one page of a list looks at, and that one step of a bulk action does. Default 10000. */
    @WithDefault("10000")
    int examine();
}
