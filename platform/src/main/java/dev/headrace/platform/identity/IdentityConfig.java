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

    /** PEM file with the Ed25519 public key of the gateway. Needed where an identity is required. */
    Optional<Path> publicKeyFile();

    /** PEM file with the Ed25519 private key. Only the gateway has it. */
    Optional<Path> privateKeyFile();
}
