package dev.headrace.platform.identity;

import dev.headrace.platform.api.Answer;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/** Refuses every call to the API that did not come through the gateway. */
@Singleton
public final class IdentityFilter {
    private static final int BEFORE_RESOURCES = 800;

    private final Optional<IdentityVerifier> verifier;

    public IdentityFilter(IdentityConfig config) {
        this.verifier = config.required() ? Optional.of(verifier(config)) : Optional.empty();
    }

    private static IdentityVerifier verifier(IdentityConfig config) {
        Path file = config.publicKeyFile()
                .orElseThrow(() -> new IllegalStateException(
                        "headrace.identity.public-key-file is needed: the gateway's public keys"));
        return new IdentityVerifier(TrustedKeys.reading(file), config.audience());
    }

    void register(@Observes Filters filters) {
        verifier.ifPresent(v -> filters.register(rc -> admit(v, rc), BEFORE_RESOURCES));
    }

    private static void admit(IdentityVerifier verifier, RoutingContext rc) {
        // The normalized path is the one that resources are matched by.
        if (!rc.normalizedPath().startsWith("/api/")) {
            rc.next();
            return;
        }
        try {
            String token = rc.request().getHeader(Caller.HEADER);
            if (token == null) {
                throw new ApiException(
                        ErrorCode.UNAUTHENTICATED, "This service answers only what came through the gateway");
            }
            Caller.set(rc, verifier.verify(token));
        } catch (ApiException e) {
            Answer.end(rc, e);
            return;
        }
        rc.next();
    }
}
