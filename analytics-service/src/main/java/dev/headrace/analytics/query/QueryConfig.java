package dev.headrace.analytics.query;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds of one question. */
@ConfigMapping(prefix = "headrace.analytics.query")
public interface QueryConfig {
    /** Most points of time in a series. Default 1500, a little over a day of minutes. */
    @WithDefault("1500")
    int maxPoints();

    /** Most stored buckets that one question may read. Default 20000. */
    @WithDefault("20000")
    int maxBuckets();
}
