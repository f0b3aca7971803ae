package dev.headrace.cache.namespace;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds of what people create, and how long this process believes what it read. */
@ConfigMapping(prefix = "headrace.cache.namespace")
public interface NamespaceConfig {
    /** Namespaces that one tenant may have. Default 100. */
    @WithDefault("100")
    int maxPerTenant();

    /** After this time a namespace that is in use is read again, in the background. Default 10 s. */
    @WithDefault("PT10S")
    Duration refresh();
}
