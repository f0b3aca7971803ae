package dev.headrace.analytics.retain;

import dev.headrace.analytics.rollup.Grain;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long roll-ups are kept. */
@ConfigMapping(prefix = "headrace.analytics.retain")
public interface RetainConfig {
    /** Age at which roll-ups by minute are removed. Default 14 days. */
    @WithDefault("P14D")
    Duration minutes();

    /** Age at which roll-ups by hour are removed. Default 90 days. */
    @WithDefault("P90D")
    Duration hours();

    /** Age at which roll-ups by day are removed. Default 730 days. */
    @WithDefault("P730D")
    Duration days();

    /** Pause between two clean-ups. Default 5 min. */
    @WithDefault("PT5M")
    Duration every();

    /** Most rows in one delete, so that no lock is held for long. Default 1000. */
    @WithDefault("1000")
    int rowsPerDelete();

    /** How old a roll-up of this grain may become. */
    default Duration age(Grain grain) {
        return switch (grain) {
            case MINUTE -> minutes();
            case HOUR -> hours();
            case DAY -> days();
        };
    }
}
