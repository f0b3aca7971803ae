package dev.headrace.gateway.issuer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Issuers of tokens outside. */
@ConfigMapping(prefix = "headrace.issuers")
public interface IssuerConfig {
    /** YAML file that names the issuers. Default: none, only tokens of this gateway are accepted. */
    Optional<Path> file();

    /** How often their keys are fetched anew. Default 10m. */
    @WithDefault("10m")
    Duration refreshEvery();

    /** The least time between two attempts to fetch, also for a token with an unknown key. Default 5s. */
    @WithDefault("5s")
    Duration retryAfter();

    /** How long an attempt may take. Default 3s. */
    @WithDefault("3s")
    Duration timeout();

    /** How long keys are used while their issuer cannot be reached. Default 24h. */
    @WithDefault("24h")
    Duration withoutIssuer();
}
