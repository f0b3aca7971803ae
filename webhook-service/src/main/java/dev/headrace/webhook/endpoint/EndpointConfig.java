package dev.headrace.webhook.endpoint;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds of what people create. */
@ConfigMapping(prefix = "headrace.webhook.endpoint")
public interface EndpointConfig {
    /** Subscriptions that one tenant may have. Default 100. */
    @WithDefault("100")
    int maxPerTenant();
}
