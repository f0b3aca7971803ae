package dev.headrace.webhook.deliver;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How deliveries are sent and tried again. */
@ConfigMapping(prefix = "headrace.webhook.delivery")
public interface DeliverConfig {
    /** Requests under way at the same time, in one replica. Default 256. */
    @WithDefault("256")
    int concurrency();

    /** Requests under way to one endpoint, in one replica. Default 16. */
    @WithDefault("16")
    int endpointConcurrency();

    /** Longest time to connect. Default 5 s. */
    @WithDefault("PT5S")
    Duration connectTimeout();

    /** Longest time for an attempt from resolving the name to the end of the answer. Default 15 s. */
    @WithDefault("PT15S")
    Duration timeout();

    /** How long a claim holds; after it another replica sends. Must be longer than the timeout. Default 30 s. */
    @WithDefault("PT30S")
    Duration lease();

    /** How often due deliveries are looked for when nothing signals them. Default 1 s. */
    @WithDefault("PT1S")
    Duration tick();

    /** Attempts before a delivery has failed. Default 10, over about 20 hours with the defaults below. */
    @WithDefault("10")
    int maxAttempts();

    /** Wait after the first failed attempt. Default 5 s. */
    @WithDefault("PT5S")
    Duration backoffBase();

    /** Longest wait between attempts, also by Retry-After. Default 6 h. */
    @WithDefault("PT6H")
    Duration backoffMax();

    /** Growth of the wait from one failure to the next. Default 4. */
    @WithDefault("4")
    double backoffFactor();
}
