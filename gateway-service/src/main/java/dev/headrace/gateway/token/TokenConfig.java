package dev.headrace.gateway.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Tokens of callers. */
@ConfigMapping(prefix = "headrace.tokens")
public interface TokenConfig {
    /** How long a token that was exchanged for a key is valid if nothing else is asked for. Default 15m. */
    @WithDefault("15m")
    Duration validFor();

    /** The longest life that may be asked for. Default 1h. */
    @WithDefault("1h")
    Duration longest();

    /** Verified tokens that are kept in memory, each for five minutes at most. Default 10000. */
    @WithDefault("10000")
    int remembered();
}
