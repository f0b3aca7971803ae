package dev.headrace.gateway.proxy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.List;

/** Where the services are: {@code http://host:port}, or several with commas between for a service of several processes. */
@ConfigMapping(prefix = "headrace.upstreams")
public interface UpstreamConfig {
    /** The task service. Default http://127.0.0.1:8081. */
    @WithDefault("http://127.0.0.1:8081")
    List<URI> task();

    /** The cache service. Default http://127.0.0.1:8082. */
    @WithDefault("http://127.0.0.1:8082")
    List<URI> cache();

    /** The analytics service. Default http://127.0.0.1:8083. */
    @WithDefault("http://127.0.0.1:8083")
    List<URI> analytics();

    /** The webhook service. Default http://127.0.0.1:8084. */
    @WithDefault("http://127.0.0.1:8084")
    List<URI> webhook();
}
