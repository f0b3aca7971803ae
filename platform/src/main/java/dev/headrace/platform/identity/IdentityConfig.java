package dev.headrace.platform.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** How a service knows that a call came through the gateway. */
@ConfigMapping(prefix = "headrace.identity")
public interface IdentityConfig {
    /** Whether calls to /api need an identity of the gateway. Only the gateway itself sets false. Default true. */
    @WithDefault("true")
    boolean required();

    /**
     * PEM file with the P-256 public keys that are trusted; two while keys rotate. Read again when it changes. Needed
     * where an identity is required.
     */
    Optional<Path> publicKeyFile();

    /** PEM file with the P-256 key pair that signs. Read again when it changes. Only the gateway has it. */
    Optional<Path> privateKeyFile();

    /** Whom tokens must be meant for. Default: the name of the service. */
    @WithDefault("${quarkus.application.name}")
    String audience();
}
