package dev.headrace.gateway.token;

import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.gateway.route.RouteTable;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.BodyCheck;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Scoped;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Exchanges a key for a short token. */
@Path("/api/v1/auth/token")
@Scoped(Scoped.NONE)
@Produces("application/json")
@Tag(name = "Authentication", description = "Short tokens and WebSocket tickets in place of a key")
public class TokenResource implements BodyCheck<TokenRequest> {
    private final OwnTokens tokens;
    private final RouteTable routes;
    private final TokenConfig config;
    private final Clock clock;

    public TokenResource(OwnTokens tokens, RouteTable routes, TokenConfig config, Clock clock) {
        this.tokens = tokens;
        this.routes = routes;
        this.config = config;
        this.clock = clock;
    }

    @POST
    @ResponseStatus(201)
    @APIResponseSchema(value = MadeToken.class, responseCode = "201", responseDescription = "Made")
    @Operation(
            summary = "Exchange your key for a short token",
            description = "For where a key should not be: it ends by itself, with its key, and may be narrowed.")
    public MadeToken make(@Nullable TokenRequest request, @Context RoutingContext rc) {
        KnownKey key = KnownKey.of(rc);
        if (key.kind() != KnownKey.Kind.KEY) {
            throw new ApiException(ErrorCode.FORBIDDEN, "Only an API key can be exchanged for a token");
        }
        TokenRequest wanted = request == null ? TokenRequest.USUAL : request;
        Violations wrong = new Violations();
        check(wanted, wrong);
        Set<String> scopes = wanted.within(wrong, key.identity().scopes(), routes.scopes());
        wrong.orThrow();
        Instant asked = clock.instant().plus(wanted.ttl(config)).truncatedTo(ChronoUnit.SECONDS);
        Instant until = Instant.ofEpochMilli(Math.min(asked.toEpochMilli(), key.expiresAtMillis()));
        return new MadeToken(tokens.make(key, scopes, until), "Bearer", until, scopes);
    }

    @Override
    public Class<TokenRequest> type() {
        return TokenRequest.class;
    }

    @Override
    public void check(TokenRequest request, Violations wrong) {
        request.check(wrong, config, routes.scopes());
    }
}
