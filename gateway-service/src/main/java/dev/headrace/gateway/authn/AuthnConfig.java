package dev.headrace.gateway.authn;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** How callers are told apart, and how many times one may fail. */
@ConfigMapping(prefix = "headrace.authn")
public interface AuthnConfig {
    /**
     * Networks of the proxies in front of the gateway, in CIDR notation. Only they are believed about
     * {@code X-Forwarded-For}. Default: none, a caller's address is that of its connection.
     */
    Optional<List<String>> trustedProxies();

    /** Different wrong credentials that one address may show at once before it has to wait. Default 30. */
    @WithDefault("30")
    int failures();

    /** How many more it may show in each minute after that. Default 30. */
    @WithDefault("30")
    int failuresPerMinute();

    /** Addresses whose failures are remembered. Default 20000. */
    @WithDefault("20000")
    int addresses();
}
