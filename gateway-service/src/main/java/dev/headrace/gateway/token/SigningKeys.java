package dev.headrace.gateway.token;

import dev.headrace.platform.identity.IdentityConfig;
import dev.headrace.platform.identity.IdentitySigner;
import dev.headrace.platform.identity.TrustedKeys;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/** The gateway's keys: what it signs with, and whose signatures it takes back. */
@Singleton
public final class SigningKeys {
    private final IdentitySigner signer;
    private final TrustedKeys trusted;

    public SigningKeys(IdentityConfig config) {
        this.signer = IdentitySigner.reading(needed(config.privateKeyFile(), "private"));
        this.trusted = TrustedKeys.reading(needed(config.publicKeyFile(), "public"));
    }

    private static Path needed(Optional<Path> file, String which) {
        return file.orElseThrow(() -> new IllegalStateException(
                "headrace.identity." + which + "-key-file is needed: the gateway signs identities and tokens"));
    }

    public IdentitySigner signer() {
        return signer;
    }

    TrustedKeys trusted() {
        return trusted;
    }
}
